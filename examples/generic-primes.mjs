// Runs on the threads of examples/generic.mjs: counts the primes below a number, slowly.
export default function countPrimes({ below, crash }) {
  if (crash) process.exit(1);
  let count = 0;
  for (let number = 2; number < below; number++) if (isPrime(number)) count++;
  return count;
}

function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}
