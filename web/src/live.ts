import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { StreamEvent } from "#sdk/client.ts";
import { api } from "./api.ts";

/** How long to wait before the stream is opened again; the last one repeats. */
const pausesMilliseconds = [500, 1000, 2000, 5000, 10_000];

/** While the shell is on screen: what the server says has changed is read anew; after a gap, everything is. */
export function useLiveUpdates(queries: QueryClient, signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return;
    const stop = new AbortController();
    void follow(queries, stop.signal);
    return () => stop.abort();
  }, [queries, signedIn]);
}

async function follow(queries: QueryClient, signal: AbortSignal): Promise<void> {
  const refresh = gathered(queries);
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      for await (const event of api.stream(signal)) {
        failures = 0;
        refresh(keysOf(event));
      }
    } catch (failure) {
      // The next turn of the loop is what is done about it; a broken server shows itself on the pages' own reads.
      if (signal.aborted) return;
      console.warn("live updates interrupted", failure);
    }
    await pause(pausesMilliseconds[Math.min(failures, pausesMilliseconds.length - 1)] ?? 10_000, signal);
    if (!signal.aborted) refresh([[]]);
  }
}

type Key = readonly string[];

function keysOf(event: StreamEvent): readonly Key[] {
  const overview: Key[] = [["profiles"], ["summary"], ["networks"], ["incidents"]];
  switch (event.event) {
    case "profile":
      return [...overview, ["profile", event.data.id]];
    case "incident":
      return [["incidents"], ["summary"], ["profiles"]];
    case "connection":
      return [["connection", event.data.id]];
    case "network":
      return [["networks"], ["incidents"], ["summary"], ["unrecognised"]];
    case "refresh":
      return [[]];
  }
}

/**
 * One password change may touch hundreds of profiles at once: what comes within a moment is read anew together, and
 * nothing more often than once a second.
 */
function gathered(queries: QueryClient): (keys: readonly Key[]) => void {
  const waiting = new Map<string, Key>();
  let timer: number | undefined;
  let readAt = 0;
  function read(): void {
    timer = undefined;
    readAt = performance.now();
    const all = [...waiting.values()];
    waiting.clear();
    for (const queryKey of all) void queries.invalidateQueries({ queryKey });
  }
  return (keys) => {
    for (const key of keys) waiting.set(key.join("/"), key);
    timer ??= window.setTimeout(read, Math.max(120, readAt + 1000 - performance.now()));
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      window.clearTimeout(timer);
      resolve();
    });
  });
}
