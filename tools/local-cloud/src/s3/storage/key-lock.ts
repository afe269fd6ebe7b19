/** Returns the name under which an object's key is locked. */
export const lockOf = (bucket: string, key: string): string => `object ${bucket}/${key}`;

/** Runs tasks of the same name one after another, and tasks of different names concurrently. */
export class KeyLock {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs a task after all earlier tasks of that name, even if one of them failed. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(name);
    const turn = before ? before.then(task, task) : task();
    this.tails.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.tails.get(name) === turn) this.tails.delete(name);
    }
  }
}
