import { openHouse } from "../house.ts";
import { counted, quantile, type Judge } from "../judge.ts";
import { outcomeOf, readToken } from "../readers.ts";

const readers = 20;

/** One-time refresh tokens, and everybody wants the same token at once: one refresh must do. */
export async function reads(judge: Judge, short: boolean): Promise<void> {
  await using house = await openHouse();
  const tokens = short ? 4 : 20;
  const crowd = await house.connect({ count: 1 + tokens, accessEndsIn: -60 });
  const processes = await Promise.all([house.start("web"), house.start("web"), house.start("web")]);
  const read = (reader: number, profileId: string) =>
    readToken({ url: processes[reader % 3]?.url ?? "", apiKey: house.apiKeys[reader % 4] ?? "", profileId });
  const refreshes = async (accounts: readonly string[]) =>
    (await house.network.ledger()).refreshes.filter(({ account }) => accounts.includes(account));

  const [one, ...others] = crowd;
  if (!one) throw new Error("nobody is connected");
  const answers = await Promise.all(Array.from({ length: readers }, (_, n) => read(n, one.profileId)));
  const ofOne = await refreshes([one.account]);
  judge.figure("slowest of 20 readers", Math.max(...answers.map(({ milliseconds }) => milliseconds)), "ms");
  judge.rule("20 readers of one token make one refresh", ofOne.length === 1, `${ofOne.length} refreshes`);
  judge.rule(
    "each is answered 200",
    answers.every(({ status }) => status === 200),
    counted(answers.map(outcomeOf)),
  );
  const lent = new Set(answers.map(({ body }) => body["token"]));
  judge.rule("all get the same token", lent.size === 1, `${lent.size} tokens`);

  const many = await Promise.all(others.flatMap(({ profileId }) => [0, 1, 2].map((reader) => read(reader, profileId))));
  const ofMany = await refreshes(others.map(({ account }) => account));
  const times = many.map(({ milliseconds }) => milliseconds);
  judge.figure(`${tokens} tokens read by three at once, median`, quantile(times, 0.5), "ms");
  judge.figure(`${tokens} tokens read by three at once, slowest`, Math.max(...times), "ms");
  judge.rule(
    "tokens read by three processes at once are refreshed once each",
    ofMany.length === tokens && ofMany.every(({ outcome }) => outcome === "accepted"),
    `${ofMany.length} refreshes of ${tokens}, ${counted(ofMany.map(({ outcome }) => outcome))}`,
  );
  judge.rule(
    "each of these is answered 200",
    many.every(({ status }) => status === 200),
    counted(many.map(outcomeOf)),
  );
  const behind = (await house.compare()).filter(({ inStep }) => !inStep).length;
  judge.rule("the refresh token that is good now is the one that is kept", behind === 0, `${behind} are behind`);
}
