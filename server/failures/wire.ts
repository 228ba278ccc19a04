import type { Seen } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";

/** A reported answer as the network's table wants it: header names in lower case, a body that is JSON read as JSON. */
export function asSeen(report: contract.FailureReport, at: Date, tokenIssuedAt: Date | undefined): Seen {
  const { call, status, headers = {}, body } = report;
  return {
    act: call,
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase().trim(), value])),
    body: typeof body === "string" ? asJson(body) : (body ?? null),
    at,
    ...(tokenIssuedAt ? { tokenIssuedAt } : {}),
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: the table judges the text as it is
  }
}
