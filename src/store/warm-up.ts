import { type Prisma, PrismaClient } from './client/client.ts';

type Adapter = NonNullable<Prisma.PrismaClientOptions['adapter']>;

/**
 * Makes Prisma load its query compiler now: it does so at the first query, which then holds the thread up for about 100 ms. Before the
 * station is on air that costs nothing; on air it makes packets late. The query goes nowhere.
 */
export async function loadQueryCompiler(): Promise<void> {
  const nowhere = () => Promise.reject(new Error('there is no database'));
  const identity = { provider: 'postgres', adapterName: 'nowhere' } as const;
  const adapter: Adapter = {
    ...identity,
    connect: () =>
      Promise.resolve({
        ...identity,
        queryRaw: nowhere,
        executeRaw: nowhere,
        executeScript: nowhere,
        startTransaction: nowhere,
        dispose: () => Promise.resolve(),
      }),
  };
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' });
  await prisma.guild.findFirst().catch(() => undefined);
  await prisma.$disconnect();
}
