import type { ErrorSeen, Row } from "../../kit/answer.ts";
import { either } from "../../kit/meta-rows.ts";
import type { Seen } from "../../network.ts";
import { scopes } from "../capabilities.ts";
import { accessGuide, asFacebook, changelog, overview, postiz, read, recorded } from "../sources.ts";
import { alsoWith500 } from "../with-500.ts";

const work = ["publish", "inbox", "analytics"] as const;

/** Threads holds a profile back from posting; its login lives. Which of code and subcode carries the number is not recorded. */
export const restrictions: readonly Row[] = [
  ...either([4279013], {
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    who: "profile_admin",
    retry: "daily",
    how: "Threads keeps this profile from publishing. Its holder opens the Threads app (Settings, Account, Account status), which says why and for how long.",
    source: postiz,
  }),
  ...either([2207051], {
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    who: "profile_admin",
    retry: "daily",
    how: "Threads suspects spam and has paused this profile. Its holder looks into the Threads app; posts wait until then, and should come more slowly.",
    source: postiz,
  }),
  {
    when: { code: 368 },
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    who: "profile_admin",
    retry: "daily",
    how: "Meta holds this profile back for a while. Its holder can object in the Threads app; otherwise it passes.",
    source: asFacebook,
  },
];

const throttled = [4, 17, 32, 613];

/** Time alone repairs these; limits are counted for each profile by itself. Which codes Threads uses is unconfirmed, so all are read alike. */
export const limits: readonly Row[] = [{}, { status: 429 }].flatMap((where): Row[] => [
  {
    when: { ...where, act: "publish", code: throttled },
    rule: "4-publish",
    kind: "rate-limited",
    reach: "access",
    how: "The profile has used up its 250 posts or 1,000 replies of the last 24 hours, or its calls. Nothing to do: it goes on as soon as there is room.",
    source: `${overview}; the code is unconfirmed`,
  },
  {
    when: { ...where, code: throttled },
    rule: "4",
    kind: "rate-limited",
    reach: "access",
    how: "Nothing to do: we wait and go on by ourselves.",
    source: `${overview}; the code is unconfirmed`,
  },
]);

const renewWithAll =
  "The holder of the profile signs in again and leaves everything switched on. If everything was on, the operator needs Advanced Access to this permission for the app (App Review).";

/** A permission is missing; the login lives. Threads answers so with HTTP 500: the code decides, not the status. */
export const rights: readonly Row[] = [
  ...alsoWith500({
    when: { act: "publish", code: 10 },
    rule: "10-publish",
    kind: "scope-missing",
    how: `The post may be out all the same: look at the profile before sending it again. If it is not: ${renewWithAll}`,
    source: `HTTP 500 with code 10, also of posts that went out; ${recorded}`,
    scopes: scopesNamed,
  }),
  ...alsoWith500({
    when: { code: 10 },
    rule: "10",
    kind: "scope-missing",
    how: renewWithAll,
    source: `HTTP 500 with code 10; ${recorded}`,
    scopes: scopesNamed,
  }),
  ...alsoWith500({
    when: { codeFrom: [200, 299] },
    rule: "200..299",
    kind: "scope-missing",
    how: renewWithAll,
    source: asFacebook,
    scopes: scopesNamed,
  }),
  // Only the text tells it from other meanings of 100.
  ...alsoWith500({
    when: { code: 100, words: /nonexisting field/i },
    rule: "100-field",
    kind: "app-rejected",
    how: "The operator asks for Advanced Access to mentions, if this is about mentions; otherwise it is reported to us. Nobody needs to renew.",
    source: recorded,
  }),
];

/** What was sent cannot be taken. Code 100 says nothing by itself, so the text is all there is to go by. */
export const content: readonly Row[] = [
  ...alsoWith500({
    when: { code: 100, words: /reply_to_id/i },
    rule: "100-reply",
    kind: "content-rejected",
    how: "The thread that is answered is gone. There is nothing left for the author to answer.",
    source: recorded,
  }),
  {
    when: { code: 100, words: /at most 500 characters/i },
    rule: "100-length",
    kind: "content-rejected",
    how: "The author shortens the text to 500 characters; an emoji counts for several.",
    source: postiz,
  },
  {
    when: { words: /LINK_LIMIT_EXCEEDED/ },
    rule: "links",
    kind: "content-rejected",
    how: "The author leaves at most five links in the post.",
    source: changelog,
  },
  {
    when: { words: /media could not be fetched from this URI/i },
    rule: "media",
    kind: "content-rejected",
    who: "operator",
    how: "Threads could not fetch the file. The operator makes sure that its address can be reached from outside; then the author looks whether it is a picture or video that Threads takes.",
    source: postiz,
  },
  {
    when: { code: 24, subcode: 4279009 },
    kind: "content-rejected",
    who: "nobody",
    retry: "backoff",
    how: "Threads has not got ready what was prepared. Wait half a minute and publish it again; after three times prepare it anew.",
    source: recorded,
  },
];

/** Code 100 and nothing that explains it. Dead tokens were answered so (P7): no verdict, never a shrug; a look of our own decides. */
export const vague: readonly Row[] = [
  ...alsoWith500({
    when: { act: work, code: 100 },
    rule: "100-post",
    kind: "unrecognised",
    who: "author",
    retry: "never",
    how: "We look at once whether the login still lives. If it does, the post or reply that this is about is gone or belongs to another profile: the author checks it.",
    source: `fbsamples/threads_api#5 and #17, restfb/restfb#1502, trypostit/trypost#230, ${read}`,
  }),
  ...alsoWith500({
    when: { code: 100, subcode: 33 },
    rule: "100-33",
    kind: "unrecognised",
    how: "We are checking: Threads does not say whether the login or the question is at fault.",
    source: `restfb/restfb#1502, ${read}`,
  }),
  ...alsoWith500({
    when: { code: 100 },
    rule: "100",
    kind: "unrecognised",
    how: "We are checking: Threads does not say whether the login or the question is at fault.",
    source: `${accessGuide}; trypostit/trypost#254`,
  }),
];

/** Threads' own trouble. */
export const trouble: readonly Row[] = [
  {
    when: { code: [1, 2] },
    rule: "1",
    kind: "unreachable",
    how: "Nothing to do: we wait and go on by ourselves.",
    source: recorded,
  },
];

/** The scopes that a refusal names: worth showing, never what a verdict rests on. */
function scopesNamed(_seen: Seen, { words }: ErrorSeen): readonly string[] | undefined {
  const said = new Set(words?.match(/[a-z_]+/g));
  const named = scopes.filter((scope) => said.has(scope));
  return named.length > 0 ? named : undefined;
}
