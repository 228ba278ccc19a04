import type { Call } from "./call.ts";
import type { LiveAccess } from "./probe.ts";

// The work that a connected profile is there for. A part is present only where the network's capability of the same name is
// not absent. Every part is given the access to work with and works with that one alone; choosing an access, refreshing its
// tokens and trying another one are the caller's. A refusal is thrown as a NetworkFailure, like any other.

/** Publishes in a profile's name. */
export interface Publish {
  /**
   * Publishes once. Throws NetworkFailure; where its `outcomeUnknown` is true the post may be public, so the caller asks
   * `find` and never calls `post` again by itself.
   */
  post(call: Call, on: LiveAccess, post: Post): Promise<Posted>;
  /** Looks for a post whose outcome is unknown; undefined = it is not public. Absent where the network cannot tell. */
  find?(call: Call, on: LiveAccess, post: Post): Promise<Posted | undefined>;
  readonly limits: PostLimits;
}

export interface Post {
  /** Ours; the same in every attempt, for networks that take a key against publishing twice. */
  readonly id: string;
  readonly text: string;
  /** Shown as a preview where the network has one, else part of the text. */
  readonly link?: string;
  /** In the order in which they are shown. */
  readonly media: readonly Medium[];
  /** The first attempt's time: `find` need not look further back. */
  readonly since: Date;
}

export interface Medium {
  readonly kind: "image" | "video";
  /** A public address, for networks that fetch media themselves; `open` gives the bytes for those that take uploads. */
  readonly url: string;
  readonly contentType: string;
  readonly bytes: number;
  /** What is to be seen, for people who cannot see it. */
  readonly alternative?: string;
  open(): Promise<ReadableStream<Uint8Array>>;
}

export interface Posted {
  /** Stable for ever at the network. */
  readonly remoteId: string;
  /** The public address; undefined = not told. */
  readonly url: string | undefined;
}

/** What one post may hold; what exceeds it is refused before it is sent. */
export interface PostLimits {
  readonly characters: number;
  readonly images: number;
  readonly videos: number;
  readonly source: string;
}

/** Reads what people wrote to a profile or about it. */
export interface Inbox {
  /** Everything since the mark, oldest first. What was given before may come again; `remoteId` tells. */
  items(call: Call, on: LiveAccess, since: Mark): AsyncIterable<InboxItem>;
  /** Answers one item; `outcomeUnknown` as in `Publish.post`. Absent where the network has no answers. */
  reply?(call: Call, on: LiveAccess, reply: Reply): Promise<Posted>;
  /** How old an item may be and still be read: it decides whether a gap can be filled. */
  readonly reachesBack: ReachesBack;
}

/** Up to where a stream was read whole. */
export interface Mark {
  readonly at: Date;
  /** The network's own cursor there, where it gives one that lasts. */
  readonly cursor?: string;
}

export interface InboxItem {
  /** Stable for ever at the network. */
  readonly remoteId: string;
  readonly kind: "comment" | "mention" | "message" | "review";
  readonly author: { readonly remoteId: string | undefined; readonly name: string | undefined };
  readonly text: string;
  readonly at: Date;
  /** The remote id of the post, item or conversation that it belongs to. */
  readonly under?: string;
  readonly url?: string;
  /** What to hand in as `since` once this item is stored. */
  readonly mark: Mark;
}

export interface Reply {
  /** Ours; the same in every attempt. */
  readonly id: string;
  readonly to: Pick<InboxItem, "remoteId" | "kind" | "under">;
  readonly text: string;
}

/** Reads a profile's figures. */
export interface Analytics {
  /** One entry for each day of the span that the network has figures for; a day that is left out is not known. */
  days(call: Call, on: LiveAccess, span: Span): AsyncIterable<DayFigures>;
  /** How old a day may be and still be read: it decides whether a gap can be filled. */
  readonly reachesBack: ReachesBack;
}

/** Days as `2026-11-22`, as the network counts them for the profile; both are part of the span. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface DayFigures {
  /** `2026-11-22`. */
  readonly day: string;
  /** By the network's own name of the figure; whole numbers. */
  readonly figures: Readonly<Record<string, number>>;
  /** True: the network still counts, the figures of this day may change. */
  readonly preliminary: boolean;
}

export interface ReachesBack {
  /** `null` = without end. */
  readonly seconds: number | null;
  readonly source: string;
}
