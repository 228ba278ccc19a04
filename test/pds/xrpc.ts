/** An XRPC answer other than 2xx, as it came. */
export class XrpcError extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, body: Record<string, unknown>) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.error = String(body["error"]);
  }
}

export interface XrpcRequest {
  /** POST where there is a body, else GET, unless said otherwise. */
  method?: "GET" | "POST";
  query?: Record<string, string>;
  body?: object;
  authorization?: string;
}

/** One XRPC call with nothing of Latchkey in between; throws `XrpcError`. */
export async function xrpc(origin: string, nsid: string, request: XrpcRequest = {}): Promise<Record<string, unknown>> {
  const { method = request.body ? "POST" : "GET", query = {}, body, authorization } = request;
  const response = await fetch(`${origin}/xrpc/${nsid}?${new URLSearchParams(query).toString()}`, {
    method,
    headers: { ...(body && { "content-type": "application/json" }), ...(authorization && { authorization }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text ? (JSON.parse(text) as Record<string, unknown>) : {};
  if (!response.ok) throw new XrpcError(response.status, answer);
  return answer;
}
