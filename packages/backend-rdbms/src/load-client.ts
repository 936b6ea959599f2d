/**
 * Loads a client library when it is first needed, so that who uses another database need not install it.
 * @throws Error that names the package when it is not installed
 */
export async function loadClient<Client>(driver: string, name: string, load: () => Promise<Client>): Promise<Client> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND'))) throw error;
    throw new Error(`the driver ${driver} needs the package '${name}': install it with \`npm install ${name}\``, { cause: error });
  }
}
