import type { StreamEvent } from "./contract.ts";

/** The answer of `GET /v1/stream`, event by event. Comments (keep-alives) are skipped; ends when the connection ends. */
export async function* readServerSentEvents(answer: Response): AsyncGenerator<StreamEvent> {
  if (answer.body === null) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    await reader.cancel();
  }
}

function parseEvent(block: string): StreamEvent | undefined {
  let event = "";
  let data = "";
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    if (line.startsWith("data:")) data += line.slice(5).trim();
  }
  if (event === "" || data === "") return undefined;
  return { event, data: JSON.parse(data) } as StreamEvent;
}
