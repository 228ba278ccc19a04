import { openHouse } from "../house.ts";
import { counted, type Judge } from "../judge.ts";
import { oddAnswers, type OddAnswer } from "../network/odd-answers.ts";
import { outcomeOf, readToken, type Read } from "../readers.ts";

interface Answered {
  readonly odd: OddAnswer;
  readonly account: string;
  readonly read: Read;
}

/** Each of twenty-seven answers to a refresh, most of them odd, all of them after the refresh token was spent. */
export async function oddAnswersTaken(judge: Judge): Promise<void> {
  await using house = await openHouse();
  const crowd = await house.connect({ count: oddAnswers.length, accessEndsIn: -60 });
  await house.network.answerOddly(crowd.map(({ account }) => account));
  const { url } = await house.start("web");
  const answers: Answered[] = [];
  // One after the other, those that can be read first: what comes of the others may make Latchkey careful.
  for (const [n, odd] of oddAnswers.entries()) {
    const { account = "", profileId = "" } = crowd[n] ?? {};
    answers.push({ odd, account, read: await readToken({ url, apiKey: house.apiKeys[n % 4] ?? "", profileId }) });
  }
  const compared = await house.compare();
  const truth = await house.network.truth();
  const grantOf = (account: string) => compared.find((grant) => grant.account === account);
  const named = (some: readonly Answered[]) =>
    some.map(({ odd, read }) => `${odd.name} (${outcomeOf(read)})`).join(", ");
  const rule = (text: string, wrong: readonly Answered[]) =>
    judge.rule(text, wrong.length === 0, wrong.length === 0 ? `${answers.length} answers` : named(wrong));

  judge.figure("answers", answers.length, "");
  judge.figure("slowest read", Math.max(...answers.map(({ read }) => read.milliseconds)), "ms");
  rule(
    "none ends in an error of ours",
    answers.filter(({ read: { status } }) => ![200, 409, 503].includes(status)),
  );
  rule(
    "no token is lent that the network did not give",
    answers.filter(({ account, read: { status, body } }) => {
      return status === 200 && !truth[account]?.accessTokens.includes(String(body["token"]));
    }),
  );
  const readable = answers.filter(({ odd }) => odd.tokens === "kept");
  rule(
    "tokens that can be read are kept",
    readable.filter(({ account }) => !grantOf(account)?.inStep),
  );
  rule(
    "an access token that came alone is lent",
    answers.filter(({ odd, read }) => odd.tokens === "access" && read.status !== 200),
  );
  rule(
    "a life that is zero, negative or no number does not count as endless",
    answers.filter(({ odd, account, read }) => {
      if (!odd.lifeIsOdd) return false;
      const isEndless = read.status === 200 && read.body["expiresAt"] === null;
      return isEndless || grantOf(account)?.accessEndsAt === null;
    }),
  );
  const dead = compared.filter(({ state, inStep }) => state === "dead" && inStep).length;
  judge.rule(
    "no good login is dead",
    dead === 0,
    `${dead} are; reads: ${counted(answers.map(({ read }) => outcomeOf(read)))}`,
  );
}
