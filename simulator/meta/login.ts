import { json, redirect, type Answer, type Token } from "../play.ts";

/** What an app asks for at the login of Instagram or Threads. */
export interface LoginRequest {
  redirectUri: string;
  state: string | null;
}

/** Sends the browser back with a code: the address ends with `#_`, which is no part of the code. */
export const backWithCode = (request: LoginRequest, code: string): Answer => goBack(request, { code }, "#_");

/** Sends the browser back from a person who said no. */
export const backRefused = (request: LoginRequest): Answer =>
  goBack(request, {
    error: "access_denied",
    error_reason: "user_denied",
    error_description: "The user denied your request",
  });

function goBack({ redirectUri, state }: LoginRequest, result: Record<string, string>, end = ""): Answer {
  const params = new URLSearchParams(result);
  if (state !== null) params.set("state", state);
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${params.toString()}${end}`);
}

/** `user_id` is sent as a JSON number, beyond what a JavaScript number holds (recorded). */
export function withNumber(body: object): Answer {
  const answer = json(body);
  return { ...answer, body: String(answer.body).replace(/"user_id":"(\d+)"/, '"user_id":$1') };
}

/** A long token, as the two token endpoints give it. */
export const tokenAnswer = (token: Token): Answer =>
  json({
    access_token: token.value,
    token_type: "bearer",
    expires_in: Math.floor(((token.expiresAt ?? 0) - token.issuedAt) / 1000),
  });

const notFound = "Matching code was not found or was already used";

/** Why a code is refused; the wording for another address is in no sheet. */
export const codeProblems = {
  unknown: notFound,
  used: notFound,
  expired: notFound,
  wrong_redirect:
    "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
};
