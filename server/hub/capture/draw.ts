import { type Cipher, createCipheriv, createHmac } from 'node:crypto'

/** Numbers that follow from a key and a text alone: the same ones for the same text, and nobody can tell the text from them. */
export class Draw {
  private readonly stream: Cipher
  private bytes: Buffer
  private at = 0

  constructor(key: Uint8Array, text: string) {
    const seed = createHmac('sha256', key).update(text).digest()
    this.stream = createCipheriv('aes-256-ctr', seed, Buffer.alloc(16))
    this.bytes = this.stream.update(Buffer.alloc(64 + 2 * text.length))
  }

  /** A number from 0 to below `count`, which is at most 65536. */
  below(count: number): number {
    if (this.at + 2 > this.bytes.length) {
      this.bytes = this.stream.update(Buffer.alloc(256))
      this.at = 0
    }
    const drawn = this.bytes.readUInt16LE(this.at)
    this.at += 2
    return drawn % count
  }

  /** A number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** One character of a text of single-unit characters. */
  from(characters: string): string {
    return characters.charAt(this.below(characters.length))
  }
}
