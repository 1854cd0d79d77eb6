/** What other programs keep in files of this name, as their manuals describe it. */
export const FOREIGN_CONFIGS: Readonly<Record<string, string>> = {
  CircleCI: `version: 2.1
orbs: { node: circleci/node@7 }
jobs:
  build:
    docker: [{ image: cimg/node:20.9 }]
    steps: [checkout, { run: npm ci }]
workflows: { main: { jobs: [build] } }
`,
  Jekyll: `title: A garden
baseurl: ""
paths: [posts, drafts]
plugins:
  - jekyll-feed
exclude: [vendor]
`,
  Hydra: `defaults:
  - model: resnet
  - _self_
model:
  name: resnet18
  paths: {checkpoints: \${oc.env:HOME}/ckpt}
hydra: {run: {dir: outputs/\${now:%Y-%m-%d}}}
`,
  'Detectron-like trainer': `model:
  backbone: resnet50
  weights: imagenet
  input_shape: [3, 800, 800]
paths:
  dataset: data/coco
  output: out
`,
  kubeconfig: `apiVersion: v1
kind: Config
clusters: [{name: here, cluster: {server: https://127.0.0.1:6443}}]
contexts: []
`,
  Prometheus: `global: {scrape_interval: 15s}
scrape_configs:
  - job_name: node
    static_configs: [{targets: ['localhost:9100']}]
`,
  'GitHub labels': `- name: bug
  color: d73a4a
- name: target_encoder
  color: "0075ca"
`,
  Traefik: `entryPoints:
  web: {address: ":80"}
providers: {docker: {exposedByDefault: false}}
# model: target_encoder: none of ours
`,
  Rails: `default: &default
  adapter: postgresql
  pool: 5
development:
  <<: *default
  database: shop
`,
  Cloudflared: `tunnel: 6ff42ae2
credentials-file: /etc/cloudflared/6ff42ae2.json
ingress:
  - hostname: a.example.com
    service: http://localhost:8000
  - service: http_status:404
`,
};
