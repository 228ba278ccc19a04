import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { sql } from "kysely";
import { against, quantile, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";
import { send } from "./load.ts";

export interface PickerSize {
  readonly candidates: number;
  readonly few: number;
  readonly seconds: number;
}

const cities = ["Berlin", "Hamburg", "Köln", "Wien", "Oslo", "Bergen", "Malmö", "Zürich"];
/** What a person types on the way to one Page, and the list before they have typed anything. */
const typed = ["", "n", "no", "köln", "köln 10", "page-17", "nothing like it"];

/** One person typing into the picker's search: the entries of one consent over HTTP, many beside few. */
export async function picker(server: BenchServer, size: PickerSize): Promise<Figure[]> {
  await using house = await openHouse(server);
  const few = await measure(house, size.few, size.seconds);
  const many = await measure(house, size.candidates, size.seconds);
  const figure = (name: string, share: number) =>
    against(`the same with ${size.few} entries`, quantile(few, share), {
      name,
      value: quantile(many, share),
      unit: "ms",
    });
  return [figure(`picker/${size.candidates}/p50`, 0.5), figure(`picker/${size.candidates}/p99`, 0.99)];
}

async function measure(house: House, candidates: number, seconds: number): Promise<Float64Array> {
  const { people, workspaceId, userId, url } = house;
  const flowId = await seedFlow(house, candidates);
  const made = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => people.createApiKey({ workspaceId, userId, name: `Picker ${candidates} ${n}` })),
  );
  const paths = typed.map((q) => `/v1/connections/${flowId}/candidates?limit=50${q && `&q=${encodeURIComponent(q)}`}`);
  const load = { url, paths, apiKeys: made.map(({ key }) => key), connections: 1 };
  await send({ ...load, seconds: seconds / 4 }); // warm-up
  return (await send({ ...load, seconds })).milliseconds;
}

/** A dance that waits for the person to choose, with so many Pages found. */
async function seedFlow({ world, workspaceId, appId }: House, candidates: number): Promise<string> {
  const now = world.clock.now();
  const id = newId("authorization", now, world.random.bytes(13));
  await world.db
    .insertInto("authorization_flow")
    .values({
      id,
      workspace_id: workspaceId,
      network: "facebook",
      app_id: appId,
      purpose: "connect",
      browser_hash: "",
      scopes_asked: [],
      status: "picking",
      outcome: "{}",
      created_at: now,
      expires_at: addSeconds(now, 1800),
    })
    .execute();
  await sql`
    insert into authorization_candidate (flow_id, remote_id, position, name, handle, kind)
    select ${id}, 'page-' || n, n, 'Northwind ' || (${cities}::text[])[1 + n % ${cities.length}::integer] || ' ' || n, 'northwind' || n, 'Page'
    from generate_series(0, ${candidates - 1}::integer) as n`.execute(world.db);
  return id;
}
