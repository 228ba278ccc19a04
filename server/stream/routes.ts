import type { HttpWorld } from "../http/answer.ts";
import { defineRoute, ok, type Route } from "../http/route.ts";
import { streamEvent } from "./schemas.ts";
import type { Stream } from "./stream.ts";

/** `GET /v1/stream`. */
export function streamRoutes(stream: Stream): Route<HttpWorld>[] {
  const read = defineRoute({
    method: "GET",
    path: "/v1/stream",
    name: "stream",
    summary: "Live updates",
    description: "Server-sent events until the connection ends. Each names what changed, to be read again.",
    tag: "Events",
    who: "viewer",
    answers: { 200: { media: "text/event-stream", event: streamEvent } },
    async run(_world: HttpWorld, { caller, request }) {
      const isReturning = request.headers.has("last-event-id");
      const body = stream.open(caller.workspaceId, { gone: request.signal, isReturning });
      // nginx would collect the events otherwise.
      return { ...ok(body), headers: { "x-accel-buffering": "no" } };
    },
  });
  return [read];
}
