/** The part of the Standard Schema interface (version 1) that outpool uses. zod, valibot and arktype schemas all have it. */
export interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Says what the schema reads, as JSON Schema. It serves spelling and hints; options work without it. */
    readonly jsonSchema?: { input(options: { target: string; libraryOptions?: Record<string, unknown> }): object };
  };
}

export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
