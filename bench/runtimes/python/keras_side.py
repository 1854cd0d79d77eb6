"""Keras on TensorFlow: the compiled functions that model.fit and model.predict call, one batch after another."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

from batch import images, labels


class KerasSide:
    def __init__(self, problem):
        model = network(problem)
        model.compile(
            optimizer=keras.optimizers.Adam(1e-3),
            loss=["categorical_crossentropy"] * len(problem["labels"]),
            jit_compile=False,
        )
        x = tf.constant(images(problem))
        if problem["work"] == "training":
            y = [tf.one_hot(labels(problem, count), count) for count in problem["labels"]]
            model.make_train_function()
            self.step = lambda: model.train_function(iter([(x, y)]))
            self.read = lambda logs: float(logs["loss"])
        else:
            model.make_predict_function()
            self.step = lambda: model.predict_function([(x,)])
            self.read = lambda outputs: [np.asarray(output) for output in outputs]
        self.parameters = model.count_params()
        self.version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
        self.device = device()


def network(problem):
    shape = (problem["size"], problem["size"], 3)
    if problem["backbone"] == "xception":
        backbone = keras.applications.Xception(include_top=False, weights=None, input_shape=shape)
    else:
        backbone = keras.applications.MobileNet(
            include_top=False, weights=None, input_shape=shape, alpha=problem["alpha"]
        )
    inputs = keras.Input(shape)
    x = backbone(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, [keras.layers.Dense(count, activation="softmax")(x) for count in problem["labels"]])


def device():
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        return tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    # 0 threads asked for: TensorFlow takes one for each core.
    threads = tf.config.threading.get_intra_op_parallelism_threads() or os.cpu_count()
    return f"CPU, {threads} threads"
