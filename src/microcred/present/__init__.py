"""What people see: numbers as text, tables, figures and the folder that holds a result."""
