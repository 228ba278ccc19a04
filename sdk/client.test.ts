import { describe, expect, it } from "vitest";
import { ApiProblem, createClient } from "./client.ts";

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string | null;
}

/** A server that answers once, and what it was sent. */
function answering(body: string, init: ResponseInit = {}) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, options) => {
    const headers = new Headers(options?.headers);
    sent.push({
      url: input instanceof Request ? input.url : input.toString(),
      method: options?.method ?? "GET",
      headers,
      body: options?.body as string | null,
    });
    return new Response(init.status === 204 ? null : body, init);
  };
  return { sent, fetch };
}

async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("client", () => {
  it("asks with the key, escapes ids, and leaves out what was not asked for", async () => {
    const { sent, fetch } = answering('{"items":[],"nextCursor":null}');
    const client = createClient({ baseUrl: "https://latchkey.example/", apiKey: "lk_1", fetch });
    await client.profiles({ status: ["expired", "limited"], q: "", sort: "name" });
    await client.profile("a/../b");
    expect(sent.map((one) => one.url)).toEqual([
      "https://latchkey.example/v1/profiles?status=expired%2Climited&sort=name",
      "https://latchkey.example/v1/profiles/a%2F..%2Fb",
    ]);
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer lk_1");
  });

  it("sends JSON with every unsafe method that has a body, also an empty one", async () => {
    const { sent, fetch } = answering("{}");
    await createClient({ baseUrl: "", fetch }).cancelConnection("c1");
    expect(sent[0]).toMatchObject({ url: "/v1/connections/c1/cancel", method: "POST", body: "{}" });
    expect(sent[0]?.headers.get("content-type")).toBe("application/json");
  });

  it("answers nothing for 204", async () => {
    const { sent, fetch } = answering("", { status: 204 });
    expect(await createClient({ baseUrl: "", fetch }).disconnectProfile("p1")).toBeUndefined();
    expect(sent[0]?.method).toBe("DELETE");
  });

  it("throws the problem as the server sent it", async () => {
    const problem = {
      type: "about:blank",
      title: "No token",
      status: 409,
      code: "token_unavailable",
      detail: "Anna renews.",
      renewalUrl: "/x",
    };
    const { fetch } = answering(JSON.stringify(problem), { status: 409 });
    const thrown = await thrownBy(() => createClient({ baseUrl: "", fetch }).profileToken("p1", "publish"));
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect(thrown).toMatchObject({ message: "Anna renews.", code: "token_unavailable", status: 409, problem });
  });

  it.each(["<html>Bad gateway</html>", "null", '"text"', '{"code":7}', ""])(
    "makes a problem of an answer that is none: %s",
    async (body) => {
      const { fetch } = answering(body, { status: 502, statusText: "Bad Gateway" });
      const thrown = await thrownBy(() => createClient({ baseUrl: "", fetch }).session());
      expect(thrown).toMatchObject({ message: "Bad Gateway", code: "no_problem_json", status: 502 });
    },
  );

  it("passes on what fetch throws when no answer came", async () => {
    const silence = new TypeError("fetch failed");
    const fetch = () => Promise.reject(silence);
    expect(await thrownBy(() => createClient({ baseUrl: "", fetch }).summary())).toBe(silence);
  });
});

describe("stream", () => {
  it("yields events in order, however they are cut on the way, and skips keep-alives", async () => {
    const text =
      ': hello\n\nevent: incident\ndata: {"id":"i1"}\n\n: ping\n\nevent: profile\r\ndata: {"id":"p1","name":"Nöw"}\r\n\r\nevent: half';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const fetch: typeof globalThis.fetch = async () => new Response(body);
    const seen: unknown[] = [];
    for await (const event of createClient({ baseUrl: "", fetch }).stream()) seen.push(event);
    expect(seen).toEqual([
      { event: "incident", data: { id: "i1" } },
      { event: "profile", data: { id: "p1", name: "Nöw" } },
    ]);
  });
});
