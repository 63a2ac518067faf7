"""CIFAR-10 from the user's copy, in its binary version: a byte of label, 3072 of pixels an image.

The version "for Python" is made of pickles, which run code when they are read, and is not read.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bnlinear.images.images import Images

TRAINING = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
RECORD = 1 + 3 * 32 * 32


def cifar10(folder: str | Path) -> Images:
    """The images in a folder with data_batch_1.bin … data_batch_5.bin and test_batch.bin.

    Raises
    ------
    ValueError
        If a file is missing, or is no CIFAR-10 file.
    """
    parts = [_read(Path(folder) / name) for name in (*TRAINING, "test_batch.bin")]
    X = np.concatenate([pixels for pixels, _ in parts[:-1]])
    y = np.concatenate([labels for _, labels in parts[:-1]])
    return Images(X, y, *parts[-1], (3, 32, 32), 10, "CIFAR-10")


def _read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    if not path.is_file():
        raise ValueError(f"{path.parent}: there is no {path.name}; CIFAR-10 is read in its binary "
                         f"version, {TRAINING[0]} to {TRAINING[-1]} and test_batch.bin")
    raw = np.frombuffer(path.read_bytes(), np.uint8)
    if not len(raw) or len(raw) % RECORD:
        raise ValueError(f"{path}: {len(raw)} bytes are no multiple of {RECORD}, one label and "
                         "3072 pixels; get it again")
    records = raw.reshape(-1, RECORD)
    labels = records[:, 0].astype(int)
    if labels.max() > 9:
        raise ValueError(f"{path}: the label {labels.max()} is none of CIFAR-10's 0 to 9; this is "
                         "another file")
    return (records[:, 1:] / np.float32(255)), labels
