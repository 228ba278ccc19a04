import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Stands between a process and its database: to be cut, frozen and healed. */
export interface DatabaseProxy extends AsyncDisposable {
  /** The database's address through here. */
  readonly url: string;
  /** Ends every connection and refuses new ones, as a database that is away does. */
  cut(): void;
  /** Takes everything and passes nothing on, as a database that hangs does. */
  freeze(): void;
  /** As before: what was frozen goes on, what was cut may come again. */
  heal(): void;
}

export async function openDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: "well" | "cut" | "frozen" = "well";
  const server = createServer((client) => {
    if (state === "cut") return void client.destroy();
    const database = connect(Number(port || 5432), hostname);
    const pair = [client, database] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    client.pipe(database);
    database.pipe(client);
    if (state === "frozen") for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const each = (act: (socket: Socket) => unknown): void => {
    for (const socket of [...pairs].flat()) act(socket);
  };
  const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: Object.assign(new URL(databaseUrl), { host: here }).href,
    cut: () => {
      state = "cut";
      each((socket) => socket.destroy());
    },
    freeze: () => {
      state = "frozen";
      each((socket) => socket.pause());
    },
    heal: () => {
      state = "well";
      each((socket) => socket.resume());
    },
    [Symbol.asyncDispose]: async () => {
      each((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
