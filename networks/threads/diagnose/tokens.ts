import type { Row } from "../../kit/answer.ts";
import { dataAccessEnded } from "../../kit/meta-calls.ts";
import { lifetimeOver, noProfile, unreadableToken } from "../api.ts";
import { asFacebook, longGuide, read, recorded } from "../sources.ts";
import { alsoWith500 } from "../with-500.ts";

const signIn = "The holder of the profile signs in to Threads once, here.";

/** What ends a token: code 190 always does, and its subcode says why, where it is like Facebook's. */
export const sessions: readonly Row[] = [
  {
    when: { code: 190, subcode: 458 },
    kind: "grant-revoked",
    cause: "revoked_by_person",
    how: "If the app was not removed on purpose, the holder of the profile signs in to Threads once, here.",
    source: asFacebook,
  },
  {
    when: { code: 190, subcode: 459 },
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: "The holder of the profile passes the security check in the Threads or Instagram app; often that is all.",
    source: asFacebook,
  },
  {
    when: { code: 190, subcode: 460 },
    kind: "grant-revoked",
    cause: "password_changed",
    how: signIn,
    source: asFacebook,
  },
  { when: { code: 190, subcode: 463 }, kind: "token-expired", retry: "never", how: signIn, source: asFacebook },
  {
    when: { code: 190, subcode: 464 },
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: "The holder of the profile confirms the account in the Threads or Instagram app, then signs in once, here.",
    source: asFacebook,
  },
  // Only the text tells it from a dead token: 190 without a subcode is all that is given.
  {
    when: { code: 190, subcode: null, words: /Cannot parse access token/i },
    rule: "190-unreadable",
    kind: "unrecognised",
    who: "operator",
    how: "The token is cut, or it is one of Facebook's or Instagram's: those of Threads begin with TH and belong to graph.threads.net. The operator looks at the tool that made the call; nobody needs to renew for that.",
    source: recorded,
  },
  {
    when: { code: unreadableToken },
    kind: "token-expired",
    cause: "session_ended",
    retry: "never",
    how: signIn,
    source: `190 "Cannot parse access token" of a token that Threads itself had given; ${recorded}`,
  },
  {
    when: { code: lifetimeOver },
    kind: "token-expired",
    confidence: "certain",
    retry: "never",
    how: `Threads lets a login live for 60 days unless it is extended in time, and this one was not. ${signIn}`,
    source: `190 after the last day that Threads had named; ${longGuide}`,
  },
  {
    when: { code: noProfile },
    kind: "token-expired",
    cause: "session_ended",
    retry: "never",
    how: signIn,
    source: `trypostit/trypost#230 and #254 (dead tokens answered with code 100), ${read}`,
  },
  // With HTTP 500 too: Threads sends its missing permissions so. The verdict is code 10 and a date of Threads' own, not the status.
  ...alsoWith500({
    when: { code: dataAccessEnded },
    rule: dataAccessEnded,
    kind: "token-expired",
    cause: "data_access_expired",
    retry: "never",
    how: `Threads wants to see its holder again after 90 days; with a private profile always, although its login is extended. ${signIn}`,
    source: longGuide,
  }),
  {
    when: { code: 190 },
    kind: "token-expired",
    cause: "session_ended",
    retry: "never",
    how: signIn,
    source: recorded,
  },
];

/** An extension that is refused while the token lives: the date of its end is known, so there is time to say why. */
export const notExtended: readonly Row[] = [
  {
    when: { act: "token-refresh", code: [10, 100], youngerThan: 86_400 },
    rule: "not-extended-yet",
    kind: "unreachable",
    reach: "grant",
    how: "Nothing to do: Threads extends a login from its second day on.",
    source: `${longGuide}; the shape of the answer is unconfirmed`,
  },
  ...alsoWith500({
    when: { act: "token-refresh", code: 10 },
    rule: "not-extended",
    kind: "scope-missing",
    reach: "grant",
    how: "Threads extends a login only as long as it may show its profile. The holder of the profile signs in again before the date shown and leaves everything switched on; we go on trying until then.",
    source: longGuide,
    scopes: () => ["threads_basic"],
  }),
];
