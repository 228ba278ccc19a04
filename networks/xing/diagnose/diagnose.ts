import { addSeconds } from "#core/backoff.ts";
import type { Act } from "#core/diagnosis.ts";
import { diagnosisFrom, type ErrorSeen, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { docs, gem, read } from "../sources.ts";
import { errorAnswer } from "../wire.ts";

/** Codes of our own, for what XING does not name. */
export const otherAttempt = "other-attempt";
const noInterface = "no-interface";

const startAgain =
  "The way back from XING took too long, was used before, or belongs to another attempt. Connect once more.";
const ourFault = "The operator reports this to us: the request was built wrongly, no login is to blame.";
const setClock = "The operator sets the clock of this server, by a time service; nobody needs to renew.";
const changePost = "The author changes the post; sending the same again would be refused again.";
const switchedOff =
  "If every XING profile gets this answer, XING has switched its interface off. The operator looks into it; nobody needs to renew.";

/** What an author can be asked to change. */
const work: readonly Act[] = ["publish", "inbox", "analytics"];

/** The network gives no numbers and no headers (NOTES.md, "Limits"): an hour is our own patience. Seconds. */
const pauseSeconds = 3600;

/** `error_name` decides, never the status: 401 and 403 mean many things each. Read from the top. */
export const rows: readonly Row[] = [
  {
    when: { act: "connect", code: ["INVALID_OAUTH_TOKEN", otherAttempt] },
    rule: "request-token",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: startAgain,
    source: docs,
  },
  {
    when: { code: "INVALID_OAUTH_TOKEN" },
    kind: "grant-revoked",
    // Neither "changed the password" nor "removed the app": either would accuse somebody of what XING does not tell.
    cause: "session_ended",
    how: "The person connects again. XING does not say why: the password was changed, the app was removed on xing.com, or the token came to its end.",
    source: docs,
  },
  {
    when: { code: "INVALID_OAUTH_CONSUMER" },
    kind: "app-rejected",
    confidence: "certain",
    how: "XING does not accept the consumer key any more. The operator checks it; if it is right, XING has withdrawn it, and connecting again helps nobody.",
    source: docs,
  },
  {
    when: { code: "CONSUMER_MISMATCH" },
    kind: "app-rejected",
    how: "The operator enters the consumer key with which these profiles were connected, or everybody connects anew.",
    source: docs,
  },
  {
    when: { code: "INVALID_OAUTH_SIGNATURE" },
    kind: "app-rejected",
    how: "The operator enters the present consumer secret; nobody needs to renew.",
    source: docs,
  },
  {
    when: {
      code: ["INVALID_OAUTH_SIGNATURE_METHOD", "INVALID_OAUTH_VERSION", "REQUIRED_PARAMETER_MISSING", "NONCE_MISSING"],
    },
    rule: "badly-built",
    kind: "app-rejected",
    how: ourFault,
    source: docs,
  },
  ...["INVALID_TIMESTAMP", "TIMESTAMP_EXPIRED"].map((code): Row => ({
    when: { code },
    kind: "app-rejected",
    retry: "backoff",
    how: setClock,
    source: docs,
  })),
  {
    when: { code: "NONCE_ALREADY_USED" },
    kind: "unreachable",
    how: "Nothing to do: we sign the request anew and keep trying.",
    source: docs,
  },
  {
    when: { code: "RATE_LIMIT_EXCEEDED" },
    kind: "rate-limited",
    reach: "app",
    how: "Nothing to do: we wait and go on by ourselves.",
    source: gem,
    until: ({ at }) => addSeconds(at, pauseSeconds),
  },
  {
    when: { act: work, code: "ACCESS_DENIED" },
    rule: "ACCESS_DENIED-work",
    kind: "scope-missing",
    who: "operator",
    how: "XING has not allowed this app to do that. The operator asks XING, which hardly grants anything any more; connecting again does not help.",
    source: gem,
  },
  {
    when: { code: "ACCESS_DENIED" },
    kind: "app-rejected",
    how: "XING does not let this app read profiles any more. The operator asks XING; nobody needs to renew.",
    source: gem,
  },
  { when: { act: work, code: "INVALID_PARAMETERS" }, kind: "content-rejected", how: changePost, source: gem },
  {
    when: { act: "connect", code: "INVALID_PARAMETERS" },
    rule: "callback",
    kind: "app-rejected",
    how: "XING does not take this installation's redirect address. The operator asks XING to register its host for the app.",
    source: "Unconfirmed: the callback's host had to belong to the registered app; how a refusal reads is inferred",
  },
  { when: { code: "INVALID_PARAMETERS" }, rule: "badly-built", kind: "app-rejected", how: ourFault, source: gem },
  // With an envelope the interface itself speaks, of one post or comment; without one there may be no interface any more.
  {
    when: { act: work, status: 404, words: /^/ },
    rule: "404-object",
    kind: "content-rejected",
    how: "The post or comment that this belongs to is gone at XING. The author looks at xing.com.",
    source: `HTTP 404 for objects: ${gem}; that it comes with an envelope is inferred`,
  },
  {
    when: { status: [301, 302, 303, 307, 308, 404, 410] },
    rule: "switched-off",
    kind: "unreachable",
    who: "operator",
    how: switchedOff,
    source: `Inferred: nothing we ask for can be missing while the interface exists; public interface closed 2019-04-01, ${read}`,
  },
  {
    when: { status: [200, 201, 400, 401, 403], code: noInterface },
    rule: "switched-off",
    kind: "unreachable",
    who: "operator",
    how: switchedOff,
    source: `Inferred: a page for people where the interface should answer, ${read}`,
  },
];

export const diagnose = diagnosisFrom({ network: "xing", rows, readError });

/** The envelope's name and message; `words` only where there is an envelope, so that a row can ask for one. */
function readError({ body, headers }: Seen): ErrorSeen | undefined {
  if (headers["content-type"]?.includes("text/html") || (typeof body === "string" && /^\s*</.test(body)))
    return { code: noInterface };
  const envelope = errorAnswer.safeParse(body);
  return envelope.success ? { code: envelope.data.error_name, words: envelope.data.message ?? "" } : undefined;
}
