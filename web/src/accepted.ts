interface Answer<Data> {
  data?: Data | null;
  error?: { message?: string | undefined; status: number } | null;
}

/** better-auth answers `{data, error}`; an error becomes one that a form can show. */
export function accepted<Data>({ data, error }: Answer<Data>): Data {
  if (error) throw new Error(error.message ?? "This did not work. Check what you entered and try again.");
  if (data === null || data === undefined) throw new Error("The server answered with nothing.");
  return data;
}
