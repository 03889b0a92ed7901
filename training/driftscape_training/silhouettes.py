"""Generated static things, thin and solid, in front of moving areas: poles, wires, branches, ridges, towers,
boats, lamps, people, grass."""

from dataclasses import dataclass

import cv2
import numpy as np

# Shapes are drawn this much larger and scaled down, for smooth edges.
OVERSAMPLING = 2


@dataclass(frozen=True)
class Silhouette:
    """`cover` H×W in [0, 1], `colour` H×W×3 in [0, 255]; `is_thin` if no part is wider than a few pixels."""

    cover: np.ndarray
    colour: np.ndarray
    is_thin: bool


def draw_silhouette(
    rng: np.random.Generator, size: int, textures: list[np.ndarray] | None = None, kinds: tuple[str, ...] = ()
) -> Silhouette:
    """One random silhouette; solid ones may be filled with a patch of `textures` (uint8 RGB)."""
    kind = str(rng.choice(kinds or ("poles", "wires", "branches", "ridge", "towers", "rail")))
    canvas = np.zeros((size * OVERSAMPLING, size * OVERSAMPLING), np.uint8)
    DRAWERS[kind](rng, canvas)
    cover = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return Silhouette(
        cover,
        _fill(rng, size, textures if kind in ("ridge", "towers") else None),
        kind in ("poles", "wires", "branches", "rail", "boats", "lamps", "grass"),
    )


def _draw_poles(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    for _ in range(rng.integers(1, 5)):
        x, lean = rng.uniform(0, size), rng.normal(0, 0.03) * size
        top, bottom = rng.uniform(0, 0.6) * size, rng.uniform(0.7, 1.1) * size
        width = int(rng.integers(2, 7)) * OVERSAMPLING // 2
        cv2.line(canvas, (int(x), int(bottom)), (int(x + lean), int(top)), 255, max(2, width), cv2.LINE_AA)
        if rng.random() < 0.5:
            arm = rng.uniform(-0.1, 0.1) * size
            cv2.line(
                canvas,
                (int(x + lean - arm), int(top)),
                (int(x + lean + arm), int(top + arm / 4)),
                255,
                max(2, width - 1),
                cv2.LINE_AA,
            )
        if rng.random() < 0.3:
            cv2.circle(canvas, (int(x + lean), int(top)), int(rng.integers(3, 9)), 255, -1, cv2.LINE_AA)


def _draw_wires(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    left, right, sag = rng.uniform(0, size), rng.uniform(0, size), rng.uniform(0, 0.2) * size
    x = np.linspace(0, 1, 33)
    for number in range(rng.integers(1, 5)):
        y = left + (right - left) * x + 4 * sag * x * (1 - x) + number * rng.uniform(6, 20) * OVERSAMPLING
        points = np.stack((x * size, y), 1).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, int(rng.integers(2, 4)), cv2.LINE_AA)


def _draw_branches(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]

    def grow(x: float, y: float, angle: float, length: float, width: float, depth: int) -> None:
        for _ in range(4):
            angle += rng.normal(0, 0.15)
            nx, ny = x + np.cos(angle) * length / 4, y + np.sin(angle) * length / 4
            cv2.line(canvas, (int(x), int(y)), (int(nx), int(ny)), 255, max(2, int(width)), cv2.LINE_AA)
            x, y = nx, ny
        if depth:
            for _ in range(rng.integers(2, 4)):
                grow(
                    x, y, angle + rng.normal(0, 0.6), length * rng.uniform(0.5, 0.85), width * 0.65, depth - 1
                )
        elif rng.random() < 0.3:
            for _ in range(6):
                leaf = (int(x + rng.normal(0, 6)), int(y + rng.normal(0, 6)))
                cv2.circle(canvas, leaf, int(rng.integers(2, 5)), 255, -1, cv2.LINE_AA)

    for _ in range(rng.integers(1, 4)):
        if rng.random() < 0.5:
            grow(
                rng.uniform(0, size),
                size,
                -np.pi / 2 + rng.normal(0, 0.2),
                size * rng.uniform(0.15, 0.35),
                rng.uniform(4, 12),
                int(rng.integers(2, 5)),
            )
        else:
            is_left = rng.random() < 0.5
            grow(
                0 if is_left else size,
                rng.uniform(0, 0.7) * size,
                (0 if is_left else np.pi) + rng.normal(0, 0.5),
                size * rng.uniform(0.15, 0.3),
                rng.uniform(3, 9),
                int(rng.integers(2, 4)),
            )


def _draw_ridge(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    height = np.interp(np.arange(size), np.linspace(0, size, 5), rng.normal(0, 0.12, 5))
    for octave in range(2, 7):
        knots = 2**octave + 1
        height += np.interp(
            np.arange(size), np.linspace(0, size, knots), rng.normal(0, 0.25 / 2**octave, knots)
        )
    y = (rng.uniform(0.45, 0.85) + height * rng.uniform(0.3, 1.0)) * size
    outline = np.concatenate(([[0, size]], np.stack((np.arange(size), y), 1), [[size, size]]))
    cv2.fillPoly(canvas, [outline.astype(np.int32)], 255, cv2.LINE_AA)


def _draw_towers(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    for _ in range(rng.integers(1, 6)):
        width, top, x = rng.uniform(0.03, 0.2) * size, rng.uniform(0.25, 0.8) * size, rng.uniform(0, size)
        cv2.rectangle(canvas, (int(x - width / 2), int(top)), (int(x + width / 2), size), 255, -1)
        if rng.random() < 0.5:
            spire = rng.uniform(0.05, 0.3) * size
            roof = np.array([[x - width / 2, top], [x, top - spire], [x + width / 2, top]], np.int32)
            cv2.fillPoly(canvas, [roof], 255, cv2.LINE_AA)


def _draw_rail(rng: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    top, bottom = rng.uniform(0.5, 0.8) * size, size
    for y in np.linspace(top, top + rng.uniform(0.08, 0.2) * size, rng.integers(2, 4)):
        cv2.line(
            canvas,
            (0, int(y)),
            (size, int(y + rng.normal(0, 0.02) * size)),
            255,
            int(rng.integers(2, 5)),
            cv2.LINE_AA,
        )
    for x in np.arange(rng.uniform(0, 40), size, rng.uniform(24, 90)):
        cv2.line(canvas, (int(x), int(top)), (int(x), bottom), 255, int(rng.integers(2, 5)), cv2.LINE_AA)


def _draw_boats(rng: np.random.Generator, canvas: np.ndarray) -> None:
    """Hulls with masts and stays, some under sail."""
    size = canvas.shape[0]
    water = rng.uniform(0.4, 0.8) * size
    for _ in range(rng.integers(1, 6)):
        long = rng.uniform(0.04, 0.3) * size
        x, y = rng.uniform(0, size), water + rng.uniform(0, 0.15) * size
        hull = [(-0.5, -0.12), (0.55, -0.14), (0.4, 0.05), (-0.4, 0.05)]
        _fill_shape(canvas, [(x + a * long, y + b * long) for a, b in hull])
        if rng.random() < 0.3:
            continue
        top, lean = y - long * rng.uniform(0.8, 2.0), rng.normal(0, 0.03) * long
        cv2.line(
            canvas, (int(x), int(y)), (int(x + lean), int(top)), 255, int(rng.integers(2, 5)), cv2.LINE_AA
        )
        if rng.random() < 0.5:
            _fill_shape(canvas, [(x + lean, top), (x, y - 0.2 * long), (x - 0.5 * long, y - 0.2 * long)])
            _fill_shape(
                canvas,
                [(x + lean, top), (x + 0.05 * long, y - 0.15 * long), (x + 0.5 * long, y - 0.15 * long)],
            )
        else:
            for end in (-0.5, 0.5):
                cv2.line(
                    canvas, (int(x + lean), int(top)), (int(x + end * long), int(y)), 255, 2, cv2.LINE_AA
                )


def _draw_lamps(rng: np.random.Generator, canvas: np.ndarray) -> None:
    """Lamp posts with one or two heads, perhaps a row of them that grows smaller."""
    size = canvas.shape[0]
    x, foot, high = rng.uniform(0, size), rng.uniform(0.75, 1.1) * size, rng.uniform(0.3, 0.8) * size
    shrink, step = rng.uniform(0.6, 0.85), rng.uniform(-0.3, 0.3) * size
    heads = (-1, 1) if rng.random() < 0.4 else (1 if rng.random() < 0.5 else -1,)
    for _ in range(rng.integers(1, 5)):
        width = max(2, int(high * 0.018))
        cv2.line(canvas, (int(x), int(foot)), (int(x), int(foot - high)), 255, width, cv2.LINE_AA)
        for side in heads:
            end = (int(x + side * high * 0.14), int(foot - high * 1.02))
            cv2.line(canvas, (int(x), int(foot - high)), end, 255, width, cv2.LINE_AA)
            cv2.ellipse(
                canvas,
                end,
                (max(3, int(high * 0.04)), max(2, int(high * 0.02))),
                0,
                0,
                360,
                255,
                -1,
                cv2.LINE_AA,
            )
        x, foot, high, step = x + step, foot - high * (1 - shrink) * 0.3, high * shrink, step * shrink


def _draw_people(rng: np.random.Generator, canvas: np.ndarray) -> None:
    """Standing figures: head, trunk, legs, arms."""
    size = canvas.shape[0]
    ground = rng.uniform(0.6, 1.0) * size
    for _ in range(rng.integers(1, 6)):
        high, x, y = (
            rng.uniform(0.06, 0.35) * size,
            rng.uniform(0, size),
            ground + rng.uniform(0, 0.08) * size,
        )
        cv2.circle(canvas, (int(x), int(y - 0.92 * high)), max(2, int(0.075 * high)), 255, -1, cv2.LINE_AA)
        trunk = [(-0.12, -0.82), (0.12, -0.82), (0.09, -0.45), (-0.09, -0.45)]
        _fill_shape(canvas, [(x + a * high, y + b * high) for a, b in trunk])
        width = max(2, int(0.07 * high))
        for side in (-1, 1):
            knee = side * rng.uniform(0.02, 0.14) * high
            hip, hand = side * 0.05 * high, side * rng.uniform(0.12, 0.3) * high
            cv2.line(
                canvas, (int(x + hip), int(y - 0.47 * high)), (int(x + knee), int(y)), 255, width, cv2.LINE_AA
            )
            shoulder = (int(x + side * 0.11 * high), int(y - 0.78 * high))
            end = (int(x + hand), int(y - rng.uniform(0.4, 0.9) * high))
            cv2.line(canvas, shoulder, end, 255, max(2, width * 2 // 3), cv2.LINE_AA)


def _draw_grass(rng: np.random.Generator, canvas: np.ndarray) -> None:
    """Bent blades from the lower edge, dense below, some with ears."""
    size = canvas.shape[0]
    root, high, wind = rng.uniform(0.6, 1.05) * size, rng.uniform(0.1, 0.6) * size, rng.normal(0, 0.35)
    way = np.linspace(0, 1, 9)
    for _ in range(rng.integers(40, 400)):
        foot, long, bend = rng.uniform(-0.1, 1.1) * size, high * rng.beta(1.5, 3), wind + rng.normal(0, 0.25)
        x, y = foot + bend * long * way**2, root + rng.uniform(0, 0.1) * size - long * way
        points = np.stack((x, y), 1).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, int(rng.integers(1, 4)), cv2.LINE_AA)
        if rng.random() < 0.15:
            angle = float(np.degrees(np.arctan2(y[-1] - y[-2], x[-1] - x[-2])))
            ear = (max(2, int(long * 0.08)), max(1, int(long * 0.02)))
            cv2.ellipse(canvas, points[-1].tolist(), ear, angle, 0, 360, 255, -1, cv2.LINE_AA)
    cv2.rectangle(canvas, (0, int(root)), (size, size), 255, -1)


def _fill_shape(canvas: np.ndarray, corners: list[tuple[float, float]]) -> None:
    cv2.fillPoly(canvas, [np.array(corners).astype(np.int32)], 255, cv2.LINE_AA)


DRAWERS = {
    "poles": _draw_poles,
    "wires": _draw_wires,
    "branches": _draw_branches,
    "ridge": _draw_ridge,
    "towers": _draw_towers,
    "rail": _draw_rail,
    "boats": _draw_boats,
    "lamps": _draw_lamps,
    "people": _draw_people,
    "grass": _draw_grass,
}


def _fill(rng: np.random.Generator, size: int, textures: list[np.ndarray] | None) -> np.ndarray:
    """Mostly dark colours with soft shading and some grain, or a patch of a real texture."""
    if textures and rng.random() < 0.75:
        patch = textures[rng.integers(len(textures))]
        patch = cv2.resize(patch, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        return np.clip(patch * rng.uniform(0.4, 1.1), 0, 255)
    base = rng.uniform(0, 90, 3) if rng.random() < 0.75 else rng.uniform(60, 255, 3)
    shade = cv2.resize(
        rng.normal(0, 12, (6, 6)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC
    )
    grain = rng.normal(0, rng.uniform(0, 10), (size, size)).astype(np.float32)
    return np.clip(base + (shade + grain)[..., None], 0, 255).astype(np.float32)
