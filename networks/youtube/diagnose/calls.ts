import type { Match, Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { scopesFor } from "../capabilities.ts";
import { pacificMidnight } from "../quota-day.ts";
import { errorGuide, quotaGuide, uploadGuide } from "../sources.ts";

/** A reason of Google's, wherever in the answer it stands. */
const reason = (older: string, newer: string): Match[] => [{ subcode: newer }, { code: [older, newer] }];

const aDayLater = ({ at }: Seen): Date => new Date(at.getTime() + 86_400_000);
const waiting = "Nothing to do: we wait and go on by ourselves.";

/** Our app and its project. A used-up quota is a 403 like a lost right, and only the reason tells them apart. */
export const project: readonly Row[] = [
  ...reason("accessNotConfigured", "SERVICE_DISABLED").map((when): Row => ({
    when,
    rule: "accessNotConfigured",
    kind: "app-rejected",
    confidence: "certain",
    how: "The operator enables the YouTube Data API v3 in the Google Cloud console, under APIs & Services, Library; nobody needs to reconnect.",
    source: errorGuide,
  })),
  {
    when: { code: ["quotaExceeded", "dailyLimitExceeded"] },
    rule: "quotaExceeded",
    kind: "rate-limited",
    reach: "app",
    who: "operator",
    until: ({ at }) => pacificMidnight(at),
    how: "The day's quota of the Cloud project is used up; it begins anew at midnight in California. If that happens often, the operator asks Google for more under Quotas.",
    source: quotaGuide,
  },
  ...[{}, { status: 429 }].map((where): Row => ({
    when: { ...where, code: ["rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED"] },
    rule: "rateLimitExceeded",
    kind: "rate-limited",
    reach: "app",
    how: waiting,
    source: errorGuide,
  })),
];

/** The token, the account, the channel. */
export const access: readonly Row[] = [
  {
    when: { code: "youtubeSignupRequired" },
    kind: "profile-lost",
    cause: "profile_gone",
    who: "token_setter",
    how: "This Google account has no channel. Sign in with the account that has it, or choose the brand account on Google's page.",
    source: errorGuide,
  },
  {
    when: { code: ["authError", "authorizationRequired", "UNAUTHENTICATED"] },
    rule: "authError",
    kind: "token-expired",
    cause: "session_ended",
    how: "Google does not accept this token. If a fresh one does not help, sign in once more with the same Google account and choose this channel.",
    source: errorGuide,
  },
  {
    when: { code: "authenticatedUserAccountSuspended" },
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    how: "YouTube suspended this account. Its owner finds the reason in the e-mail from YouTube and can appeal at youtube.com.",
    source: errorGuide,
  },
  {
    when: { code: "authenticatedUserAccountClosed" },
    kind: "profile-lost",
    cause: "profile_gone",
    reach: "grant",
    how: "This YouTube account was closed. Somebody else who manages the channel connects it; disconnect it here if it is gone for good.",
    source: errorGuide,
  },
  ...reason("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT").map((when): Row => ({
    when,
    rule: "insufficientPermissions",
    kind: "scope-missing",
    reach: "grant",
    scopes: ({ act }) => scopesFor(act),
    how: "A box was left empty on Google's page. Connect again with the same account and tick every box.",
    source: errorGuide,
  })),
  {
    when: { code: "channelNotFound" },
    kind: "profile-lost",
    cause: "profile_gone",
    how: "The channel was deleted. Disconnect it here if it is gone for good.",
    source: errorGuide,
  },
];

/** Rights on the channel; last of the 403s, because `forbidden` stands beside better reasons. */
export const rights: readonly Row[] = [
  {
    when: { code: ["forbidden", "channelForbidden"] },
    rule: "forbidden",
    kind: "profile-lost",
    how: "This person may not act for the channel any more. An owner makes them manager of the brand account again, or connects the channel themselves.",
    source: errorGuide,
  },
];

const contentReasons =
  "invalidTitle invalidDescription invalidCategoryId invalidTags invalidPublishAt mediaBodyRequired invalidVideoMetadata invalidFilename".split(
    " ",
  );

/** What was sent, or what it was sent to. */
export const content: readonly Row[] = [
  {
    when: { code: "uploadLimitExceeded" },
    kind: "rate-limited",
    reach: "access",
    who: "profile_admin",
    until: aDayLater,
    how: "The channel has reached YouTube's number of videos for one day; we wait 24 hours. Its owner gets more by verifying the channel at youtube.com/verify.",
    source: uploadGuide,
  },
  {
    when: { status: 429, code: "uploadRateLimitExceeded" },
    kind: "rate-limited",
    reach: "access",
    how: waiting,
    source: errorGuide,
  },
  {
    when: { code: contentReasons },
    rule: "content",
    kind: "content-rejected",
    how: "The author changes title, description, tags, category or date of the video; sending the same again would be refused again.",
    source: uploadGuide,
  },
  {
    when: { code: ["forbiddenPrivacySetting", "forbiddenLicenseSetting"] },
    rule: "setting",
    kind: "content-rejected",
    how: "This channel may not use that visibility or licence. The author chooses another one.",
    source: uploadGuide,
  },
  {
    when: { code: "commentsDisabled" },
    kind: "content-rejected",
    how: "Comments are switched off for this video, so nothing can be answered there.",
    source: errorGuide,
  },
  {
    when: { code: "processingFailure" },
    kind: "content-rejected",
    retry: "backoff",
    how: "YouTube could not work on this comment just now. Trying again later often helps; otherwise the author writes it anew.",
    source: errorGuide,
  },
  {
    when: { code: ["videoNotFound", "commentNotFound", "commentThreadNotFound"] },
    rule: "deleted",
    kind: "content-rejected",
    how: "The video or comment was deleted at YouTube. The author lets it go.",
    source: errorGuide,
  },
];
