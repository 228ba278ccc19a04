import type { Row } from "../../kit/answer.ts";
import { docsApps, inferred, sourceErrors } from "../sources.ts";

/** A code of our own, for an answer that no program of this kind gives. */
export const noMastodon = "no-mastodon";

const checkName =
  "Check its name: it stands in the address of the page where you read your timeline, and may differ from the one in your handle.";
const notMastodon = `This server does not answer as a Mastodon server does. ${checkName}`;
const away =
  "The server does not answer as Mastodon any more: it is closed for a while, or for good. Whoever runs the account looks at the server; nobody needs to renew.";
const keepTrying = "Nothing to do: we keep trying.";

/** The server as a whole. None of this is a verdict about anybody's login: an instance that is down comes back, mostly. */
export const serverRows: readonly Row[] = [
  // A person is waiting at the other end: "we keep trying" would be no answer.
  {
    when: { act: "connect", status: 0, code: "timeout" },
    rule: "connect-slow",
    kind: "unreachable",
    how: `The server took too long to answer. Try again later, or check its name.`,
    source: "No whole answer within the deadline (RFC 9110 defines none)",
  },
  {
    when: { act: "connect", status: 0, code: "too-large" },
    rule: "connect-too-large",
    kind: "unreachable",
    how: `The server answered with far more than a Mastodon server has to say. ${checkName}`,
    source: inferred,
  },
  {
    when: { act: "connect", status: 0 },
    rule: "connect-silent",
    kind: "unreachable",
    how: `The server does not answer. Try again later, or check its name.`,
    source: "No HTTP answer within the deadline (RFC 9110 defines none)",
  },
  {
    when: { act: "connect", status: [301, 302, 303, 307, 308] },
    rule: "connect-redirect",
    kind: "unreachable",
    how: `This server leads on to another one, which is not followed. ${checkName}`,
    source: inferred,
  },
  {
    when: {
      act: "connect",
      status: [200, 201, 202, 400, 403, 404, 405, 406, 410, 415, 421, 422, 451],
      code: noMastodon,
    },
    rule: "connect-no-mastodon",
    kind: "unreachable",
    how: notMastodon,
    source: docsApps,
  },
  {
    when: { act: "connect", status: [404, 405, 410] },
    rule: "connect-no-mastodon",
    kind: "unreachable",
    how: notMastodon,
    source: docsApps,
  },
  {
    when: { status: [301, 302, 303, 307, 308, 404, 405, 410, 421, 451] },
    rule: "closed",
    kind: "unreachable",
    how: away,
    source: inferred,
  },
  {
    when: { status: [200, 201, 400, 401, 403], code: noMastodon },
    rule: "closed",
    kind: "unreachable",
    how: away,
    source: inferred,
  },
  {
    when: {
      status: 503,
      code: [
        "Remote data could not be fetched",
        "Remote SSL certificate could not be verified",
        "There was a temporary problem serving your request, please try again",
      ],
    },
    rule: "503",
    kind: "unreachable",
    how: keepTrying,
    source: sourceErrors,
  },
];
