"""PyTorch, eager, as its users train: cross-entropy from logits, Adam, float32."""

import torch
import torch.nn.functional as F

from batch import images, labels
from torch_networks import Classifier


class TorchSide:
    def __init__(self, problem, channels_last):
        gpu = torch.cuda.is_available()
        place = torch.device("cuda" if gpu else "cpu")
        # The usual setting where every batch has the same shape: convolutions are tried out once and the fastest is taken.
        torch.backends.cudnn.benchmark = True
        layout = torch.channels_last if channels_last else torch.contiguous_format
        self.model = Classifier(problem).to(place, memory_format=layout)
        x = torch.from_numpy(images(problem)).permute(0, 3, 1, 2)
        self.x = x.to(place).contiguous(memory_format=layout)
        self.y = [torch.from_numpy(labels(problem, count)).to(place) for count in problem["labels"]]
        if problem["work"] == "training":
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=True)
            self.step = self.train
            self.read = lambda loss: loss.item()
        else:
            self.model.eval()
            self.step = self.infer
            self.read = lambda outputs: [output.cpu() for output in outputs]
        self.parameters = self.model.parameters_as_keras_counts()
        self.version = f"PyTorch {torch.__version__}"
        self.device = torch.cuda.get_device_name() if gpu else f"CPU, {torch.get_num_threads()} threads"

    def train(self):
        self.optimizer.zero_grad()
        loss = sum(F.cross_entropy(logits, y) for logits, y in zip(self.model(self.x), self.y))
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def infer(self):
        with torch.inference_mode():
            return self.model(self.x)
