/**
 * Signed file URLs.
 *
 * @module
 */

/** Whether a URL is signed with a sandbox's token, and still good. */
export async function isSigned(
  request: Request,
  accessToken: string,
): Promise<boolean> {
  const query = new URL(request.url).searchParams;
  const given = query.get("signature");
  if (given === null) return false;
  const expiration = query.get("signature_expiration");
  if (expiration !== null && Number(expiration) * 1000 < Date.now()) {
    return false;
  }
  const text = [
    query.get("path") ?? "",
    request.method === "GET" ? "read" : "write",
    query.get("username") ?? "",
    accessToken,
    ...(expiration === null ? [] : [expiration]),
  ].join(":");
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return given ===
    `v1_${new Uint8Array(digest).toBase64({ omitPadding: true })}`;
}
