import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Writes a wheel for any platform with one package. @param files their texts, by their names in the package @returns its path */
export function pureWheel(folder: string, name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, `${name}-1.0-py3-none-any.whl`);
  const metadata = { [`${name}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n` };
  const inPackage = Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]));
  writeFileSync(path, zip({ ...inPackage, ...metadata }));
  return path;
}

/** A zip whose files are stored as they are. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const [local, central]: Buffer[][] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(text)];
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(bytes.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(nameBytes.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, nameBytes, bytes]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    central!.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, where, nameBytes]));
    local!.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central!);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central!.length, 4);
  end.writeUInt16LE(central!.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local!, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
