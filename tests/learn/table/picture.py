# SPDX-License-Identifier: MIT
"""Learning curves of all cells as one SVG: a small chart each, a thin line per seed, a thick one for their mean."""

import math

from table.summary import mean_curve

CHART_W, CHART_H, COLUMNS = 300, 190, 3
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 30, 26
HEAD = 34  # of the page, for the legend
COLOUR = {"rltd": "#1f5fbf", "sb3": "#e07b00"}
LEGEND = (("rltd", "rltd"), ("sb3", "Stable-Baselines3"))


def ticks(low, high, n=4):
    """Round numbers in [low, high], about n of them."""
    rough = (high - low) / n
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    first = math.ceil(low / step)
    return [i * step for i in range(first, math.floor(high / step) + 1)]


class Chart:
    """One cell's axes at (x, y) of the page; a curve's tenths stand at the middle of their part of the budget."""

    def __init__(self, x, y, low, high):
        self.x, self.y, self.low, self.high = x, y, low, high

    def px(self, share):
        return self.x + LEFT + share * (CHART_W - LEFT - RIGHT)

    def py(self, value):
        share = (value - self.low) / (self.high - self.low)
        return self.y + CHART_H - BOTTOM - share * (CHART_H - TOP - BOTTOM)

    def line(self, values, colour, width, opacity):
        points = [f"{self.px((i + 0.5) / len(values)):.1f},{self.py(v):.1f}"
                  for i, v in enumerate(values) if v is not None]
        return (f'<polyline fill="none" stroke="{colour}" stroke-width="{width}" stroke-opacity="{opacity}" '
                f'points="{" ".join(points)}"/>')

    def level(self, value, dash="", colour="#ddd"):
        y = self.py(value)
        return (f'<line x1="{self.px(0):.1f}" x2="{self.px(1):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"'
                f'{f" stroke-dasharray={dash!r}" if dash else ""}/>')


def chart(cell, sides, steps, x, y):
    """sides: {"rltd"|"sb3": curves}; steps: the budget, in env steps."""
    values = [v for curves in sides.values() for curve in curves for v in curve if v is not None]
    low, high = min([*values, cell.solved]), max([*values, cell.solved])
    axes = Chart(x, y, low, high)
    svg = [f'<text x="{x + LEFT}" y="{y + 20}" font-size="13">{cell.name}</text>']
    for value in ticks(low, high):
        svg.append(axes.level(value))
        svg.append(f'<text x="{x + LEFT - 5}" y="{axes.py(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    svg.append(axes.level(cell.solved, dash="4 3", colour="#555"))
    for share, anchor in ((0, "start"), (1, "end")):
        svg.append(f'<text x="{axes.px(share):.1f}" y="{y + CHART_H - 10}" text-anchor="{anchor}">'
                   f'{share * steps / 1000:g}k</text>')
    for side in ("sb3", "rltd"):
        curves = sides.get(side, [])
        svg += [axes.line(curve, COLOUR[side], 1, 0.3) for curve in curves]
        if curves:
            svg.append(axes.line(mean_curve(curves), COLOUR[side], 2.2, 1))
    return svg


def draw(charts):
    """The page; charts: (cell, {side: curves}, budget) each."""
    rows = math.ceil(len(charts) / COLUMNS)
    width, height = COLUMNS * CHART_W, HEAD + rows * CHART_H
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
           'font-size="11">', '<rect width="100%" height="100%" fill="white"/>']
    x = LEFT
    for side, name in LEGEND:
        svg.append(f'<line x1="{x}" x2="{x + 24}" y1="18" y2="18" stroke="{COLOUR[side]}" stroke-width="2.2"/>'
                   f'<text x="{x + 30}" y="22" font-size="13">{name}</text>')
        x += 60 + 8 * len(name)
    svg.append(f'<text x="{x}" y="22" font-size="12" fill="#555">return of training episodes against env steps; '
               'thin: a seed, thick: their mean, dashed: solved</text>')
    for i, (cell, sides, steps) in enumerate(charts):
        svg += chart(cell, sides, steps, i % COLUMNS * CHART_W, HEAD + i // COLUMNS * CHART_H)
    return "\n".join([*svg, "</svg>"]) + "\n"
