import { useSyncExternalStore } from "react";

/**
 * Time as the server has it: the demo's clock leaps, and a laptop's clock may be wrong. Every answer that carries the
 * server's `now` sets the difference.
 */
let aheadMilliseconds = 0;
let tick = 0;
const watchers = new Set<() => void>();

export function setServerNow(now: string): void {
  aheadMilliseconds = Date.parse(now) - Date.now();
  turn();
}

export function serverNow(): Date {
  return new Date(Date.now() + aheadMilliseconds);
}

/** Renders again twice a minute, so that "3 min ago" does not lie. */
export function useNow(): Date {
  useSyncExternalStore(watch, () => tick);
  return serverNow();
}

function turn(): void {
  tick += 1;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  if (watchers.size === 0) timer = window.setInterval(turn, 30_000);
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) window.clearInterval(timer);
  };
}
let timer = 0;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
});
const stamp = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const exactly = (at: string): string => exact.format(new Date(at));
export const stamped = (at: string | Date): string => stamp.format(new Date(at));
export const clockTime = (at: string): string => clock.format(new Date(at));

/** "12 March", with the year when it is another one. */
export function dayOf(at: string, now: Date): string {
  const date = new Date(at);
  return (date.getFullYear() === now.getFullYear() ? day : dayAndYear).format(date);
}

/** For "expected until …": the day; within two days of now the time as well, for tokens that live an hour. */
export function untilWhen(at: string, now: Date): string {
  const date = new Date(at);
  if (date.toDateString() === now.toDateString()) return clock.format(date);
  return Math.abs(date.getTime() - now.getTime()) < 2 * 86_400_000 ? dayAndClock.format(date) : dayOf(at, now);
}

const longest: readonly (readonly [unit: string, seconds: number])[] = [
  ["year", 365 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "60 days", "2 years", "1 hour": the longest unit that says it without a fraction; a single year is told in days, as networks do. */
export function lasting(seconds: number): string {
  const fits = ([unit, length]: readonly [string, number]) =>
    seconds % length === 0 && seconds >= (unit === "year" ? 2 * length : length);
  const [unit, length] = longest.find(fits) ?? (["second", 1] as const);
  return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(seconds / length);
}

/** How long something lived, as one would tell it: "58 days", "7 hours". */
export function roughly(seconds: number): string {
  const [unit, length] =
    [["day", 86_400] as const, ["hour", 3600] as const].find(([, size]) => seconds >= 2 * size) ??
    (["minute", 60] as const);
  const number = Math.max(1, Math.round(seconds / length));
  return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["month", 2_629_800],
  ["year", 31_557_600],
];

/** "3 minutes ago", "in 12 days", "just now". */
export function relatively(at: string, now: Date): string {
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  const [unit, length] = steps.findLast(([, unitSeconds]) => size >= unitSeconds * 0.75) ?? (["minute", 60] as const);
  return relative.format(Math.sign(seconds) * Math.max(1, Math.round(size / length)), unit);
}

/** For "since …": a time today, "yesterday", else the day. */
export function sinceWhen(at: string, now: Date): string {
  const date = new Date(at);
  if (date.toDateString() === now.toDateString()) return clock.format(date);
  const yesterday = new Date(now.getTime() - 86_400_000);
  if (date.toDateString() === yesterday.toDateString()) return `yesterday, ${clock.format(date)}`;
  return dayOf(at, now);
}
