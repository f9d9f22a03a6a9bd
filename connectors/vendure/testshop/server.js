// A Vendure shop as a merchant would set it up for Orderveil: an order keeps our reference in a
// unique field, and an order line keeps the price that the customer paid at the marketplace.
//
//   node server.js PORT DIRECTORY     everything is in the directory; it is filled on first use
const path = require('path');
const fs = require('fs');
const { bootstrap, DefaultLogger, LogLevel, LanguageCode, dummyPaymentHandler } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const [port, directory] = [Number(process.argv[2]), process.argv[3]];
const database = path.join(directory, 'shop.sqlite');

// The marketplace's price includes VAT and wins over the catalogue's.
class MarketplacePrice {
  calculateUnitPrice(ctx, variant, lineFields) {
    const price = lineFields && lineFields.marketplacePrice;
    if (price == null) return { price: variant.listPrice, priceIncludesTax: variant.listPriceIncludesTax };
    return { price, priceIncludesTax: true };
  }
}

// Filling it writes the file; what tests do after that is not worth a file for every change.
const config = (autoSave) => ({
  apiOptions: { port, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: ['bearer'],
    superadminCredentials: { identifier: 'hub', password: 'hub-password' },
    cookieOptions: { secret: 'only for tests' },
  },
  dbConnectionOptions: { type: 'sqljs', synchronize: true, autoSave, location: database, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  orderOptions: { orderItemPriceCalculationStrategy: new MarketplacePrice() },
  customFields: {
    Order: [{ name: 'orderveilReference', type: 'string', nullable: true, unique: true }],
    OrderLine: [
      { name: 'marketplacePrice', type: 'int', nullable: true },
      { name: 'unreadPrice', type: 'int', nullable: true }, // that no calculation reads
    ],
  },
  logger: new DefaultLogger({ level: LogLevel.Error }),
});

const shop = {
  defaultLanguage: LanguageCode.en,
  defaultZone: 'Europe',
  taxRates: [{ name: 'Standard Tax', percentage: 21 }],
  shippingMethods: [{ name: 'Marketplace', price: 0 }],
  paymentMethods: [{ name: 'Marketplace', handler: { code: dummyPaymentHandler.code, arguments: [{ name: 'automaticSettle', value: 'true' }] } }],
  countries: [{ name: 'Netherlands', code: 'NL', zone: 'Europe' }, { name: 'Belgium', code: 'BE', zone: 'Europe' }],
  collections: [],
};

(async () => {
  if (!fs.existsSync(database)) {
    const filling = await populate(() => bootstrap(config(true)), shop, path.join(__dirname, 'products.csv'));
    await filling.close();
  }
  await bootstrap(config(false));
  console.log('ready');
})().catch((e) => { console.error(e); process.exit(1); });
