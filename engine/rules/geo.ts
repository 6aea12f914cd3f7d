/** Where points lie: coordinate systems in use in China, and areas. Longitude before latitude, decimal degrees. */
export type Point = readonly [lon: number, lat: number];
export type Crs = 'CGCS2000' | 'WGS-84' | 'GCJ-02' | 'BD-09';

const A = 6_378_245;
const EE = 0.006_693_421_622_965_943;
const X_PI = (Math.PI * 3000) / 180;

/** The shift that GCJ-02 adds to a point of WGS-84. */
function gcjShift([lon, lat]: Point): Point {
  const [x, y] = [lon - 105, lat - 35];
  const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const slow = (v: number, a: number, b: number, c: number, d: number): number =>
    (a * Math.sin(v * Math.PI) + b * Math.sin((v / 3) * Math.PI)) * (2 / 3) +
    (c * Math.sin((v / 12) * Math.PI) + d * Math.sin((v * Math.PI) / 30)) * (2 / 3);
  const dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + wave + slow(y, 20, 40, 160, 320);
  const dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + wave + slow(x, 20, 40, 150, 300);
  const rad = (lat / 180) * Math.PI;
  const magic = 1 - EE * Math.sin(rad) ** 2;
  const root = Math.sqrt(magic);
  return [(dLon * 180) / ((A / root) * Math.cos(rad) * Math.PI), (dLat * 180) / (((A * (1 - EE)) / (magic * root)) * Math.PI)];
}

/** A point of WGS-84 in GCJ-02. */
export function toGcj02(point: Point): Point {
  const [dLon, dLat] = gcjShift(point);
  return [point[0] + dLon, point[1] + dLat];
}

/** A point in CGCS2000, which is WGS-84 to within centimetres. */
export function toCgcs2000(point: Point, crs: Crs): Point {
  if (crs === 'CGCS2000' || crs === 'WGS-84') return point;
  if (crs === 'BD-09') {
    const [x, y] = [point[0] - 0.0065, point[1] - 0.006];
    const z = Math.sqrt(x * x + y * y) - 0.000_02 * Math.sin(y * X_PI);
    const theta = Math.atan2(y, x) - 0.000_003 * Math.cos(x * X_PI);
    return toCgcs2000([z * Math.cos(theta), z * Math.sin(theta)], 'GCJ-02');
  }
  // the shift is known for the point sought only: it is found by coming closer
  let guess = point;
  for (let i = 0; i < 4; i++) {
    const there = toGcj02(guess);
    guess = [guess[0] + point[0] - there[0], guess[1] + point[1] - there[1]];
  }
  return guess;
}

/** True when a point lies in a ring of points or on its edge. */
export function inRing([x, y]: Point, ring: readonly Point[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[i] as Point, ring[j] as Point];
    const cross = (x - x1) * (y2 - y1) - (y - y1) * (x2 - x1);
    if (Math.abs(cross) < 1e-12 && x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2))
      return true;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
