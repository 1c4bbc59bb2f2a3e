/** Which incidents the filters, the time brush and the view of the map let through, and what they sum to. */
import { NO_DAY, type Columns } from './columns';
import { CONTESTED, HIDDEN, PLAIN } from './look';

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

export interface Choice {
  from: number | null;
  to: number | null;
  country: string;
  grade: string;
  contested: boolean;
  words: string;
}

/** A documented range over incidents, with the part of it whose status is disputed. */
export interface Sum {
  incidents: number;
  low: number;
  high: number;
  open: boolean;
  contestedIncidents: number;
  contestedLow: number;
  contestedHigh: number;
  contestedOpen: boolean;
  /** Incidents for which nobody gives a number. */
  silent: number;
}

/** One byte a row: does it pass the filters (not the view of the map)? `time` off leaves the time brush out. */
export function passes(columns: Columns, choice: Choice, time = true): Uint8Array {
  const mask = new Uint8Array(columns.size);
  const country = choice.country ? columns.countries.indexOf(choice.country) : -1;
  const grade = choice.grade ? columns.grades.indexOf(choice.grade) : -1;
  const words = fold(choice.words);
  for (let i = 0; i < columns.size; i++) {
    if (choice.country && columns.country[i] !== country) continue;
    if (choice.grade && columns.grade[i] !== grade) continue;
    if (choice.contested && !columns.contested[i]) continue;
    if (words && !fold(columns.place[i] ?? '').includes(words)) continue;
    if (time && !inTime(columns, i, choice)) continue;
    mask[i] = 1;
  }
  return mask;
}

function inTime(columns: Columns, i: number, { from, to }: Choice): boolean {
  if (from === null && to === null) return true;
  const day = columns.day[i]!;
  if (day === NO_DAY) return false;
  return (to === null || day <= to) && (from === null || columns.lastDay[i]! >= from);
}

/** Lower case without accents, for finding names as people type them. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** Is the place of a row inside the box? A row without a place never is. */
export function inBox(columns: Columns, i: number, box: Box | null): boolean {
  if (!box) return true;
  const lat = columns.lat[i]!;
  const lon = columns.lon[i]!;
  return lat >= box[1] && lat <= box[3] && lon >= box[0] && lon <= box[2];
}

/** The rows that are chosen and in the box, in the order of the case. */
export function rowsIn(columns: Columns, mask: Uint8Array, box: Box | null): number[] {
  const rows: number[] = [];
  for (let i = 0; i < columns.size; i++) if (mask[i] && inBox(columns, i, box)) rows.push(i);
  return rows;
}

/** Sums a list of rows. */
export function sum(columns: Columns, rows: readonly number[]): Sum {
  const total: Sum = { incidents: rows.length, low: 0, high: 0, open: false, contestedIncidents: 0, contestedLow: 0, contestedHigh: 0, contestedOpen: false, silent: 0 };
  for (const i of rows) {
    const low = Math.max(0, columns.low[i]!);
    const high = Math.max(low, columns.high[i]!);
    if (columns.low[i]! < 0 && columns.high[i]! < 0) total.silent += 1;
    if (columns.open[i]) total.open = true;
    total.low += low;
    total.high += high;
    if (columns.contested[i]) {
      total.contestedIncidents += 1;
      total.contestedLow += low;
      total.contestedHigh += high;
      if (columns.open[i]) total.contestedOpen = true;
    }
  }
  return total;
}

/** What the map draws for every place: hidden, plain or contested, and how many incidents weigh on it. */
export function looks(columns: Columns, mask: Uint8Array): Uint8Array {
  const { count, start, members } = columns.places;
  const look = new Uint8Array(count * 2);
  for (let p = 0; p < count; p++) {
    let kind = HIDDEN;
    let n = 0;
    for (let m = start[p]!; m < start[p + 1]!; m++) {
      const i = members[m]!;
      if (!mask[i]) continue;
      n += 1;
      kind = Math.max(kind, columns.contested[i] ? CONTESTED : PLAIN);
    }
    look[p * 2] = kind;
    look[p * 2 + 1] = Math.min(6, Math.round(Math.log2(n + 1)));
  }
  return look;
}

/** A bar of the timeline. */
export interface Bin { from: number; to: number; plain: number; contested: number }

/** Counts rows by time, in at most `most` bars of equal length; an incident counts on its first day. */
export function bins(columns: Columns, rows: readonly number[], most: number): Bin[] {
  if (columns.firstDay > columns.finalDay) return [];
  const length = Math.max(1, Math.ceil((columns.finalDay - columns.firstDay + 1) / most));
  const count = Math.ceil((columns.finalDay - columns.firstDay + 1) / length);
  const made: Bin[] = Array.from({ length: count }, (_, b) => ({ from: columns.firstDay + b * length, to: columns.firstDay + (b + 1) * length - 1, plain: 0, contested: 0 }));
  for (const i of rows) {
    const day = columns.day[i]!;
    if (day === NO_DAY) continue;
    const bin = made[Math.floor((day - columns.firstDay) / length)];
    if (!bin) continue;
    if (columns.contested[i]) bin.contested += 1;
    else bin.plain += 1;
  }
  return made;
}

/** Days since 1970-01-01 as a date, and back. */
export const asDate = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
export const asDay = (date: string | null): number | null => {
  const ms = date ? Date.parse(`${date}T00:00:00Z`) : NaN;
  return Number.isNaN(ms) ? null : Math.floor(ms / 86_400_000);
};
