import { afterAll } from "vitest";

/**
 * One world for tests that only look at it, made when the first of them asks, and ended after the last one of the file
 * or of the `describe` in which this is called.
 */
export function sharedWorld<T extends AsyncDisposable>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  afterAll(async () => {
    await (await made)?.[Symbol.asyncDispose]();
  });
  return () => (made ??= make());
}
