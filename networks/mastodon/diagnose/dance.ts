import type { Row } from "../../kit/answer.ts";
import { docsErrors, docsOAuth } from "../sources.ts";

export const ourFault = "The operator reports this to us: the request was built wrongly, no login is to blame.";
const onceMore = "Connect once more: our registration at this server is made anew by itself.";

/** Our registration at one server, and the way through its consent. */
export const danceRows: readonly Row[] = [
  {
    when: { status: [400, 401, 403], code: "invalid_client" },
    rule: "invalid_client",
    kind: "app-rejected",
    who: "token_setter",
    how: `This server does not know us any more. ${onceMore}`,
    source: docsOAuth,
  },
  {
    when: { act: "revoke", status: 403, code: "unauthorized_client" },
    rule: "not-ours",
    kind: "unrecognised",
    who: "operator",
    retry: "never",
    how: "The server says that this token is not ours to end. The person removes us in the server's settings, under Authorised apps.",
    source: docsOAuth,
  },
  {
    when: { act: "connect", status: [400, 401], code: "invalid_grant" },
    rule: "way-back",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from the server took too long, or was used before. Connect once more.",
    source: docsOAuth,
  },
  {
    when: { status: [400, 401], code: "invalid_scope" },
    rule: "invalid_scope",
    kind: "app-rejected",
    who: "token_setter",
    how: `We are registered at this server without a permission that is asked for now. ${onceMore}`,
    source: docsOAuth,
  },
  {
    when: {
      status: [400, 401],
      code: ["invalid_request", "unsupported_grant_type", "unauthorized_client", "invalid_redirect_uri"],
    },
    rule: "badly-built",
    kind: "app-rejected",
    how: ourFault,
    source: docsOAuth,
  },
  {
    when: { act: "connect", status: [400, 422], words: /^(validation failed|.*redirect)/i },
    rule: "registration",
    kind: "app-rejected",
    how: "This server does not register us as we are. The operator checks the public address of this installation: servers take https, and localhost at best.",
    source: docsErrors,
  },
];
