"""Changes of light, weather and camera for an example; its regions stay the same."""

from dataclasses import replace

import cv2
import numpy as np

from .example import Example


def relight(example: Example, rng: np.random.Generator) -> Example:
    """Exposure, contrast, gamma, white balance and saturation; sometimes night, haze or black-and-white."""
    picture = recolour(example.picture, rng)
    chance = rng.random()
    if chance < 0.10:
        picture = make_night(picture, rng)
    elif chance < 0.22:
        picture = make_haze(picture, rng)
    if rng.random() < 0.07:
        picture = np.repeat(picture.mean(-1, keepdims=True), 3, -1)
    return replace(example, picture=picture)


def recolour(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exposure, contrast, gamma, white balance, saturation."""
    gamma = np.exp(rng.normal(0, 0.3))
    gain = np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.1, 3))
    ramp = np.arange(256)[:, None] / 255
    table = np.clip(ramp**gamma * gain + rng.normal(0, 0.05), 0, 1) * 255
    saturation = rng.uniform(0.2, 1.6) if rng.random() < 0.5 else 1.0
    mix = (saturation * np.eye(3) + (1 - saturation) / 3).astype(np.float32)
    shown = cv2.LUT(picture.clip(0, 255).astype(np.uint8), table.astype(np.uint8)[None])
    return cv2.transform(shown, mix).astype(np.float32)


def make_night(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark and blue, with lamps."""
    tint = np.array([rng.uniform(0.5, 0.95), rng.uniform(0.7, 1.0), 1.0])
    dark = (picture.clip(0, 255) / 255) ** rng.uniform(0.9, 1.6) * tint
    dark *= np.exp(rng.uniform(np.log(16), np.log(80))) / max(dark.mean(), 1e-3)
    size = picture.shape[0]
    lamps = np.zeros(picture.shape, np.float32)
    for _ in range(rng.integers(0, 14)):
        centre = (int(rng.uniform(0, size)), int(rng.uniform(0.3, 0.9) * size))
        colour = np.array([255, rng.uniform(150, 255), rng.uniform(60, 230)]) * rng.uniform(0.5, 1)
        cv2.circle(lamps, centre, int(rng.integers(1, 4)), colour.tolist(), -1, cv2.LINE_AA)
    glow = lamps + 1.5 * cv2.GaussianBlur(lamps, (0, 0), rng.uniform(3, 9))
    return np.clip(dark + glow, 0, 255).astype(np.float32)


def make_haze(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Haze that increases towards a horizon and is constant above it: far things fade, none vanishes."""
    size = picture.shape[0]
    horizon = rng.uniform(0.2, 0.75)
    depth = np.clip((1 - np.linspace(0, 1, size)) / (1 - horizon), 0, 1) ** rng.uniform(1, 3)
    seen = np.exp(-depth * rng.uniform(0.2, 1.3)).astype(np.float32)[:, None, None]
    colour = np.clip(rng.uniform(90, 240) + rng.normal(0, 12, 3), 0, 255)
    return (picture * seen + colour * (1 - seen)).astype(np.float32)


def record(example: Example, rng: np.random.Generator) -> Example:
    """Artefacts of cameras and files: blur, noise, JPEG."""
    picture = example.picture
    if rng.random() < 0.12:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.8))
    if rng.random() < 0.2:
        grain = rng.standard_normal((picture.shape[0], picture.shape[1], 1), np.float32)
        picture = picture + grain * np.float32(rng.uniform(2, 14))
    picture = picture.clip(0, 255)
    if rng.random() < 0.25:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
        _, data = cv2.imencode(".jpg", picture.astype(np.uint8), quality)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR).astype(np.float32)
    return replace(example, picture=picture.astype(np.float32))
