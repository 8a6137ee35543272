"""Draw the icon: a house that holds a steward's bell.

    .venv/bin/python script/draw_icon.py

Changes custom_components/steward/brand.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent.parent / "custom_components" / "steward" / "brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}
UNITS = 64  # the drawing's own measure, corner to corner
OVERSAMPLING = 4

CLEAR = (0, 0, 0, 0)
TEAL = (22, 110, 122, 255)
CREAM = (255, 246, 226, 255)


def draw(size: int) -> Image.Image:
    """Return the icon."""
    scale = size * OVERSAMPLING / UNITS
    image = Image.new("RGBA", (size * OVERSAMPLING,) * 2, CLEAR)
    pen = ImageDraw.Draw(image)
    draw_house(pen, scale)
    draw_bell(pen, scale)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def draw_house(pen: ImageDraw.ImageDraw, scale: float) -> None:
    """Draw a wide roof on a body with round corners."""
    roof = [(32, 2), (62, 29), (58, 33), (6, 33), (2, 29)]
    pen.polygon([(x * scale, y * scale) for x, y in roof], fill=TEAL)
    pen.rounded_rectangle(box(8, 27, 56, 62, scale), radius=5 * scale, fill=TEAL)


def draw_bell(pen: ImageDraw.ImageDraw, scale: float) -> None:
    """Draw a bell as it stands on a counter: knob, dome, base."""
    pen.ellipse(box(29.5, 24, 34.5, 29, scale), fill=CREAM)
    pen.pieslice(box(17, 29, 47, 59, scale), 180, 360, fill=CREAM)
    pen.rounded_rectangle(box(14, 47, 50, 52, scale), radius=2.5 * scale, fill=CREAM)


def box(left: float, top: float, right: float, bottom: float, scale: float) -> list[float]:
    """Return a box in pixels."""
    return [left * scale, top * scale, right * scale, bottom * scale]


if __name__ == "__main__":
    for name, size in SIZES.items():
        draw(size).save(FOLDER / name, optimize=True)
