/** Where the hub is that the tests run against. */
export function hubUrl(): string {
  const url = process.env["HUB_URL"];
  if (!url) throw new Error("HUB_URL must name a hub that runs in Development, such as http://localhost:5080.");
  return url;
}
