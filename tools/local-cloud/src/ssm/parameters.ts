import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Parameter {
  Name: string;
  Type: 'String' | 'SecureString' | 'StringList';
  Value: string;
  Version: number;
  LastModifiedDate: number;
}

/** The parameters of the account, stored in a file that only its owner can read. */
export class Parameters {
  private readonly all: Map<string, Parameter>;

  constructor(private readonly file: string) {
    this.all = new Map(load(file).map((parameter) => [parameter.Name, parameter]));
  }

  get(name: string): Parameter | undefined {
    return this.all.get(name);
  }

  put(parameter: Parameter): void {
    this.all.set(parameter.Name, parameter);
    this.save();
  }

  private save(): void {
    const aside = `${this.file}.new`;
    writeFileSync(aside, JSON.stringify([...this.all.values()], null, 2), { mode: 0o600 });
    renameSync(aside, this.file);
  }
}

function load(file: string): Parameter[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Parameter[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
