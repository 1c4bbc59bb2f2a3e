// A smaller picture: a screenshot (PNG, 8 bits, truecolour) with a palette of its 256 most used colours.
import { crc32 as crc, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const crc32: (data: Buffer) => number = crc;

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The bytes of the picture without the filters of its lines. */
function plain(raw: Buffer, width: number, height: number, step: number): Buffer {
  const stride = width * step;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const a = x >= step ? out[at - step] : 0;
      const b = y > 0 ? out[at - stride] : 0;
      const c = x >= step && y > 0 ? out[at - stride - step] : 0;
      const paeth = (): number => {
        const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      };
      const guess = [0, a, b, (a + b) >> 1, filter === 4 ? paeth() : 0][filter];
      out[at] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

/** The same picture in at most 256 colours. */
export function smaller(png: Buffer): Buffer {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const step = png[25] === 6 ? 4 : 3;
  if (png[24] !== 8 || ![2, 6].includes(png[25]) || png[28] !== 0) throw new Error('not a picture of the kind that browsers take');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const pixels = plain(inflateSync(Buffer.concat(data)), width, height, step);
  // Colours in steps of 8: eyes do not tell them apart, and a page has few of them.
  const round = (value: number): number => (value > 251 ? 255 : (value + 4) & ~7);
  const keys = new Uint32Array(width * height);
  const used = new Map<number, number>();
  for (let i = 0; i < keys.length; i += 1) {
    keys[i] = (round(pixels[i * step]) << 16) | (round(pixels[i * step + 1]) << 8) | round(pixels[i * step + 2]);
    used.set(keys[i], (used.get(keys[i]) ?? 0) + 1);
  }
  const palette = [...used].sort((one, other) => other[1] - one[1]).slice(0, 256).map(([key]) => key);
  const index = new Map(palette.map((key, i) => [key, i]));
  const far = (one: number, other: number): number => [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  const nearest = (key: number): number => {
    let best = 0;
    for (let i = 1; i < palette.length; i += 1) if (far(palette[i], key) < far(palette[best], key)) best = i;
    index.set(key, best);
    return best;
  };
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) lines[y * (width + 1) + 1 + x] = index.get(keys[y * width + x]) ?? nearest(keys[y * width + x]);
  const head = Buffer.from(png.subarray(16, 29));
  head[9] = 3;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((key) => [(key >> 16) & 255, (key >> 8) & 255, key & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
