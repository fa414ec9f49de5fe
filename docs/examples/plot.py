#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: plot.py samples OUT.svg SAMPLES.csv
       plot.py curves OUT.svg TITLE NAME=CURVE...

Draws what the demonstrations of nn/ write: the samples of gan.c on the eight modes that they should cover, or the
losses of digits.c (first column), one line a file. Standard library only."""

import csv
import math
import sys

SIZE, SPAN, RADIUS, SPREAD = 420, 3.0, 2.0, 0.1  # RADIUS, SPREAD: of the mixture in gan.c
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 56, 16, 40, 44
COLOURS = ["#dc3912", "#3366cc", "#109618", "#ff9900"]


def write(path, width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" ' \
           'font-family="sans-serif" font-size="12">'  # fmt: skip
    with open(path, "w") as f:
        f.write("\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>"]) + "\n")


def samples(out, path):
    with open(path) as f:
        points = [(float(x), float(y)) for x, y in csv.reader(f)]
    place = lambda v: SIZE * (v / SPAN + 1) / 2
    dots = "".join(f"M{place(x):.1f},{place(-y):.1f}h0" for x, y in points)
    parts = [f'<path d="{dots}" stroke="#3366cc" stroke-opacity="0.5" stroke-width="2.4" stroke-linecap="round"/>']
    for m in range(8):
        x, y = RADIUS * math.cos(math.tau * m / 8), RADIUS * math.sin(math.tau * m / 8)
        parts.append(f'<circle cx="{place(x):.1f}" cy="{place(-y):.1f}" r="{4 * SPREAD / SPAN * SIZE / 2:.1f}" '
                     'fill="none" stroke="#dc3912"/>')  # fmt: skip
    write(out, SIZE, SIZE, parts)


def curves(out, title, *named):
    lines = {}
    for item in named:
        name, path = item.split("=", 1)
        with open(path) as f:
            lines[name] = [float(line.split()[0]) for line in f]
    n, top = max(map(len, lines.values())), max(map(max, lines.values()))
    px = lambda x: LEFT + x / n * (WIDTH - LEFT - RIGHT)
    py = lambda y: HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM)
    parts = [f'<text x="{LEFT}" y="24" font-size="15">{title}</text>']
    for k in range(int(top / 0.5) + 1):
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py(k / 2):.1f}" y2="{py(k / 2):.1f}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 6}" y="{py(k / 2) + 4:.1f}" text-anchor="end">{k / 2:g}</text>')  # fmt: skip
    for x in range(0, n + 1, 100):
        parts.append(f'<text x="{px(x):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x}</text>')
    for i, (name, values) in enumerate(lines.items()):
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in enumerate(values))
        wide = 2.6 - 1.6 * i / max(1, len(lines) - 1)  # so that a line below another one is seen
        parts.append(f'<polyline fill="none" stroke-width="{wide:g}" stroke="{COLOURS[i]}" points="{path}"/>')
        y = TOP + 18 * (i + 1)
        parts.append(f'<line x1="{WIDTH - 150}" x2="{WIDTH - 120}" y1="{y}" y2="{y}" stroke="{COLOURS[i]}" '
                     f'stroke-width="{wide:g}"/><text x="{WIDTH - 114}" y="{y + 4}">{name}</text>')  # fmt: skip
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">updates</text>')
    write(out, WIDTH, HEIGHT, parts)


def main():
    kind, args = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if kind == "samples" and len(args) == 2:
        samples(*args)
    elif kind == "curves" and 3 <= len(args) <= 2 + len(COLOURS):
        curves(*args)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
