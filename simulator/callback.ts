import type { Notice } from "./play.ts";

/** How an app's callback answered; `status` null: no answer. */
export interface CallbackResult {
  url: string;
  status: number | null;
  body: string;
}

/** Posts a form to an app's callback; a callback that cannot be reached is a result, not an error. */
export async function postNotice(notice: Notice): Promise<CallbackResult> {
  try {
    const answer = await fetch(notice.url, {
      method: "POST",
      body: notice.body ?? new URLSearchParams(notice.form),
      headers: notice.headers ?? {},
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    return { url: notice.url, status: answer.status, body: (await answer.text()).slice(0, 2000) };
  } catch (error) {
    return { url: notice.url, status: null, body: String(error) };
  }
}
