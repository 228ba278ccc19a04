import type { Page, StreamEvent, TimelineEvent } from "../contract.ts";
import { readServerSentEvents } from "../server-sent-events.ts";
import { at, type Paging, type Transport } from "./transport.ts";

/** What happened, and what happens now. */
export const events = ({ get, open }: Transport) => ({
  /** The timeline of a profile, newest first. */
  profileEvents: (id: string, paging: Paging = {}) =>
    get<Page<TimelineEvent>>(at("profiles", id, "events"), { ...paging }),
  /** Everything that happened in the workspace, newest first; `profile`: only what concerns it. */
  events: (query: Paging & { profile?: string } = {}) => get<Page<TimelineEvent>>(at("events"), { ...query }),
  /** Live changes until the connection ends or `signal` aborts; begin again and read anew when it ends. */
  stream: async function* (signal?: AbortSignal): AsyncGenerator<StreamEvent> {
    const answer = await open(at("stream"), { headers: { accept: "text/event-stream" }, ...(signal && { signal }) });
    yield* readServerSentEvents(answer);
  },
});
