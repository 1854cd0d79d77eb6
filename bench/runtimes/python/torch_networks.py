"""Xception (Chollet 2017, arXiv 1610.02357) and MobileNet v1 (Howard et al. 2017, arXiv 1704.04861) without their tops, with the layers,
sizes, padding and constants of keras.applications, and a head for each task: with the same weights they compute the same.
"""

from torch import nn
import torch.nn.functional as F


class Classifier(nn.Module):
    """Pixels 0 to 255, [N, 3, height, width], to the logits of each head."""

    def __init__(self, problem):
        super().__init__()
        self.backbone, channels = xception() if problem["backbone"] == "xception" else mobilenet(problem["alpha"])
        self.heads = nn.ModuleList(nn.Linear(channels, count) for count in problem["labels"])

    def forward(self, x):
        features = self.backbone(x * (1 / 127.5) - 1).mean((2, 3))
        return [head(features) for head in self.heads]

    def parameters_as_keras_counts(self):
        """The moving statistics of batch normalization among them."""
        statistics = [buffer for name, buffer in self.named_buffers() if name.endswith(("running_mean", "running_var"))]
        return sum(tensor.numel() for tensor in [*self.parameters(), *statistics])


def normalization(channels):
    # PyTorch's momentum is the share of the new batch, Keras' 0.99 that of the old mean.
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


def convolution(inputs, outputs, size, stride=1, padding=0, groups=1):
    return nn.Conv2d(inputs, outputs, size, stride, padding, groups=groups, bias=False)


def separable(inputs, outputs):
    return nn.Sequential(
        convolution(inputs, inputs, 3, padding=1, groups=inputs),
        convolution(inputs, outputs, 1),
        normalization(outputs),
    )


class MaxPool(nn.Module):
    """3×3 with stride 2 and Keras' padding "same": both sides on odd sizes, below and to the right on even ones."""

    def forward(self, x):
        return F.max_pool2d(x, 3, 2, padding=(x.shape[2] % 2, x.shape[3] % 2), ceil_mode=True)


class Sum(nn.Module):
    def __init__(self, main, shortcut):
        super().__init__()
        self.main = main
        self.shortcut = shortcut

    def forward(self, x):
        return self.main(x) + self.shortcut(x)


def downsampling(inputs, first, second, activation_first=True):
    main = nn.Sequential(
        # Not in place: the shortcut reads the same input.
        *([nn.ReLU()] if activation_first else []),
        separable(inputs, first),
        nn.ReLU(inplace=True),
        separable(first, second),
        MaxPool(),
    )
    return Sum(main, nn.Sequential(convolution(inputs, second, 1, stride=2), normalization(second)))


def residual(channels):
    main = nn.Sequential(
        nn.ReLU(),
        separable(channels, channels),
        nn.ReLU(inplace=True),
        separable(channels, channels),
        nn.ReLU(inplace=True),
        separable(channels, channels),
    )
    return Sum(main, nn.Identity())


def xception():
    def normalized_relu(channels):
        return [normalization(channels), nn.ReLU(inplace=True)]

    layers = nn.Sequential(
        convolution(3, 32, 3, stride=2),
        *normalized_relu(32),
        convolution(32, 64, 3),
        *normalized_relu(64),
        downsampling(64, 128, 128, activation_first=False),
        downsampling(128, 256, 256),
        downsampling(256, 728, 728),
        *(residual(728) for _ in range(8)),
        downsampling(728, 728, 1024),
        separable(1024, 1536),
        nn.ReLU(inplace=True),
        separable(1536, 2048),
        nn.ReLU(inplace=True),
    )
    return layers, 2048


MOBILENET_BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]


def mobilenet(alpha):
    def normalized_relu6(channels):
        return [normalization(channels), nn.ReLU6(inplace=True)]

    def convolution3x3(inputs, outputs, stride, groups=1):
        if stride == 1:
            return [convolution(inputs, outputs, 3, padding=1, groups=groups)]
        # Keras pads even sizes below and to the right.
        return [nn.ZeroPad2d((0, 1, 0, 1)), convolution(inputs, outputs, 3, stride, groups=groups)]

    channels = int(32 * alpha)
    layers = [*convolution3x3(3, channels, stride=2), *normalized_relu6(channels)]
    for filters, stride in MOBILENET_BLOCKS:
        outputs = int(filters * alpha)
        layers += [*convolution3x3(channels, channels, stride, groups=channels), *normalized_relu6(channels)]
        layers += [convolution(channels, outputs, 1), *normalized_relu6(outputs)]
        channels = outputs
    return nn.Sequential(*layers), channels
