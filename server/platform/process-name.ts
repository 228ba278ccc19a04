import { hostname } from "node:os";

/** What people call this process: its machine and its number there. */
export function processName(): string {
  return `${hostname()}, process ${process.pid}`;
}
