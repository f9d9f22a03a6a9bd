"""Fills a Tryton database as a merchant would set it up for Orderveil: a company that keeps
books in euros, the products of the suite, one with VAT, and stock of all of them.

    python3 setup.py CONFIGURATION DATABASE
"""
import datetime
import sys
from decimal import Decimal

from proteus import Model, Wizard, config

settings = config.set_trytond('sqlite:///' + sys.argv[2], user='admin', config_file=sys.argv[1])


def get(name):
    return Model.get(name)


def first(name, domain=()):
    return get(name).find(list(domain), limit=1)[0]


def account(kind):
    return first('account.account', [('type.' + kind, '=', True), ('company', '=', company.id)])


euro = get('currency.currency')(name='Euro', code='EUR', symbol='€')
euro.rates.new(date=datetime.date(2020, 1, 1), rate=Decimal(1))
euro.save()
for name, code in (('Netherlands', 'NL'), ('Belgium', 'BE'), ('Germany', 'DE')):
    get('country.country')(name=name, code=code).save()

owner = get('party.party')(name='Merchant')
owner.save()
founding = Wizard('company.company.config')
founding.execute('company')
founding.form.party, founding.form.currency = owner, euro
founding.execute('add')
company = first('company.company')
settings._context = get('res.user').get_preferences(True, {})

books = Wizard('account.create_chart')
books.execute('account')
books.form.account_template = first('account.account.template', [('parent', '=', None)])
books.form.company = company
books.execute('create_account')
books.form.account_receivable, books.form.account_payable = account('receivable'), account('payable')
books.execute('create_properties')

sequence_strict = get('ir.sequence.strict')
year = get('account.fiscalyear')(name='Year', start_date=datetime.date.today().replace(month=1, day=1), end_date=datetime.date.today().replace(month=12, day=31))
year.company = company
kind = first('ir.sequence.type', [('name', '=', 'Account Move')])
moves = get('ir.sequence')(name='Moves', sequence_type=kind, company=company)
moves.save()
year.post_move_sequence = moves
kind = first('ir.sequence.type', [('name', '=', 'Invoice')])
invoices = sequence_strict(name='Invoices', sequence_type=kind, company=company)
invoices.save()
numbers = year.invoice_sequences[0]
numbers.in_invoice_sequence = numbers.in_credit_note_sequence = numbers.out_invoice_sequence = numbers.out_credit_note_sequence = invoices
year.save()
year.click('create_period')

vat = get('account.tax')(name='VAT 21 %', description='VAT 21 %', type='percentage', rate=Decimal('0.21'), company=company)
vat.invoice_account = vat.credit_note_account = account('payable')
vat.save()


def category(name, taxed):
    c = get('product.category')(name=name, accounting=True, account_revenue=account('revenue'), account_expense=account('expense'))
    if taxed:
        c.customer_taxes.append(get('account.tax')(vat.id))
    c.save()
    return c


plain, taxed = category('Goods', False), category('Goods with VAT', True)
unit = first('product.uom', [('name', '=', 'Unit')])
for code, ean, price, kind in (
        ('KAN-1', '8712345678906', '19.95', plain), ('KAN-2', '8712345678913', '29.50', plain), ('KAN-3', '8712345678920', '4.99', plain),
        ('TAXED', '', '16.49', taxed)):
    t = get('product.template')(name='Product ' + code, default_uom=unit, type='goods', list_price=Decimal(price), salable=True, account_category=kind)
    t.save()
    product, = t.products
    product.suffix_code = code
    if ean:
        product.identifiers.new(type='ean', code=ean)
    product.save()
    assert get('product.product')(product.id).code == code
defaults = get('account.configuration')(1)
defaults.default_category_account_revenue = account('revenue')
defaults.save()
service = get('product.template')(name='Carriage', default_uom=unit, type='service', list_price=Decimal(0), salable=True, account_category=plain)
service.save()
for name in ('PostNL', 'DHL for You', 'DPD'):
    party = get('party.party')(name=name)
    party.save()
    get('carrier')(party=party, carrier_product=service.products[0]).save()
print('done')
