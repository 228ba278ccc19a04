import { get } from "node:https";

const longestMs = 5000;
const mostBytes = 512 * 1024;

/**
 * What the server itself asks the outside for: the document behind a client id. A client that does not live on this machine
 * has its document under https, and the real server reads it from there as well: 200, JSON, no redirect (fact sheet §1).
 */
export async function readDocument(url: string): Promise<unknown> {
  const { status, type, text } = await fetched(url);
  if (status !== 200) throw new Error(`Unexpected status code: ${status}`);
  if (!/^application\/(\w+\+)?json\b/.test(type)) throw new Error("Unexpected response Content-Type");
  return JSON.parse(text);
}

function fetched(url: string): Promise<{ status: number; type: string; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; type: string; text: string }>();
  const asked = get(url, { headers: { accept: "application/json" }, timeout: longestMs }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.length > mostBytes) asked.destroy(new Error("Response too large"));
    });
    answer.on("error", reject).on("end", () => {
      resolve({ status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", text });
    });
  });
  asked.on("timeout", () => asked.destroy(new Error("Timeout"))).on("error", reject);
  return promise;
}
