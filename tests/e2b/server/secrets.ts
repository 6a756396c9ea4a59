/**
 * E2B's secrets: named values that go in and never come out.
 *
 * @module
 */

import { z } from "zod";
import { ApiFault } from "./api_fault.ts";

const newSecret = z.object({
  name: z.string().min(1),
  value: z.string().min(1),
  metadata: z.record(z.string(), z.string()).optional(),
});
const newVersion = newSecret.omit({ name: true });

interface StoredSecret {
  readonly secretID: string;
  readonly name: string;
  currentVersion: number;
  metadata: Record<string, string>;
  readonly createdAt: string;
  updatedAt: string;
}

/** The secrets of one project. */
export class Secrets {
  readonly #stored: StoredSecret[] = [];
  readonly #values: Map<string, string> = new Map();

  /** The value of a secret, as the egress proxy would resolve it. */
  valueOf(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  /** `/secrets` and below. */
  async handle(request: Request, path: string): Promise<Response> {
    const reference = decodeURIComponent(path.slice("/secrets/".length));
    if (reference === "") {
      if (request.method === "GET") return Response.json(this.#stored);
      return this.#create(newSecret.parse(await request.json()));
    }
    const secret = this.#stored.find(({ name, secretID }) =>
      name === reference.toLowerCase() || secretID === reference
    );
    if (secret === undefined) throw new ApiFault(404, "Secret not found");
    if (request.method === "DELETE") return this.#destroy(secret);
    if (request.method === "POST") {
      return this.#update(secret, newVersion.parse(await request.json()));
    }
    return Response.json(secret);
  }

  #create(
    { name, value, metadata = {} }: z.infer<typeof newSecret>,
  ): Response {
    const lower = name.toLowerCase();
    if (lower.startsWith("sec_")) {
      throw new ApiFault(400, "The prefix sec_ is reserved");
    }
    if (this.#values.has(lower)) {
      throw new ApiFault(409, `Secret "${lower}" already exists`);
    }
    const at = new Date().toISOString();
    const secret = {
      secretID: `sec_${crypto.randomUUID()}`,
      name: lower,
      currentVersion: 1,
      metadata,
      createdAt: at,
      updatedAt: at,
    };
    this.#stored.push(secret);
    this.#values.set(lower, value);
    return Response.json(secret, { status: 201 });
  }

  #update(
    secret: StoredSecret,
    { value, metadata }: z.infer<typeof newVersion>,
  ): Response {
    this.#values.set(secret.name, value);
    secret.currentVersion += 1;
    secret.metadata = metadata ?? secret.metadata;
    secret.updatedAt = new Date().toISOString();
    return Response.json(secret);
  }

  #destroy(secret: StoredSecret): Response {
    this.#stored.splice(this.#stored.indexOf(secret), 1);
    this.#values.delete(secret.name);
    return new Response(null, { status: 204 });
  }
}
