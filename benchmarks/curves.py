"""Line charts as SVG, drawn without a library: shares from 0 to 1 over one setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 300, 48, 150, 34, 46
COLOURS = ("#b45309", "#1d4ed8", "#15803d", "#6b7280", "#9d174d", "#0f766e")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "10 4")


def _x(i: int, n: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (i / max(n - 1, 1))


def _y(value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value)


def _apart(ys: list[float], least: float = 14.0) -> list[float]:
    """Label heights moved so that no two lie on each other."""
    placed = list(ys)
    for k, i in enumerate(sorted(range(len(ys)), key=lambda i: ys[i])):
        before = sorted(range(len(ys)), key=lambda i: ys[i])[k - 1] if k else None
        if before is not None:
            placed[i] = max(placed[i], placed[before] + least)
    return placed


def chart(title: str, x_name: str, ticks: Sequence[str], lines: Mapping[str, Sequence[float]], bar: float | None = None) -> str:
    """One chart: a line a name, labelled at its end; ``bar`` is a dashed line to hold them against."""
    n = len(ticks)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}" '
        'font-family="system-ui, sans-serif" font-size="11" fill="#374151">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/><text x="{LEFT}" y="18" font-size="13">{escape(title)}</text>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<path d="M{LEFT} {_y(share):.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>'
                     f'<text x="{LEFT - 6}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    parts += [f'<text x="{_x(i, n):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{escape(tick)}</text>'
              for i, tick in enumerate(ticks)]
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_name)}</text>')
    if bar is not None:
        parts.append(f'<path d="M{LEFT} {_y(bar):.1f}H{WIDTH - RIGHT}" stroke="#111827" stroke-dasharray="3 3" opacity=".6"/>')
    heights = _apart([_y(values[-1]) for values in lines.values()])
    for k, (name, values) in enumerate(lines.items()):
        path = "L".join(f"{_x(i, n):.1f} {_y(v):.1f}" for i, v in enumerate(values))
        colour = COLOURS[k % len(COLOURS)]
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{DASHES[k % len(DASHES)]}"/>'
                     f'<text x="{WIDTH - RIGHT + 6}" y="{heights[k] + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "".join(parts) + "</svg>\n"
