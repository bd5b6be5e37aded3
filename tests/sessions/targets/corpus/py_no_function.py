# kind: bad_export
# message: has a value of type dict by the name 'handler'
handler = {"send": None}
